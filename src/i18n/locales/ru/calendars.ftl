### Внешние календари: ссылка.

calendars-feed = Ваши визиты в другом календаре
calendars-feed-text = Личный адрес, который календарь в телефоне или компьютере проверяет каждые несколько минут. Визиты будут видны и там; изменения оттуда сюда не переходят.
calendars-feed-link = Личный адрес
calendars-feed-secret = Кто знает этот адрес, тот видит ваши визиты. Если он попал в чужие руки, создайте новый.
calendars-feed-subscribe = Добавить в мой календарь
calendars-feed-content = Что видно о визите
calendars-feed-initials = Время и инициалы клиента
calendars-feed-names = Имя клиента и услуга
calendars-feed-make = Создать адрес
calendars-feed-renew = Создать новый адрес
calendars-feed-remove = Отключить
calendars-feed-saved = Сохранено. Календари покажут это при следующей проверке.
calendars-feed-renewed = Вот новый адрес. Старый больше не работает.
calendars-feed-removed = Адрес больше не работает
