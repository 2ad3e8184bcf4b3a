### Регистрация и вход, учётная запись, люди практики и путь по настройкам.

settings-title = Настройки
settings-practice = Практика
settings-hours = Часы работы
settings-rules = Онлайн-запись
settings-services = Услуги и цены
settings-members = Люди и роли
settings-account = Ваша учётная запись
