# Рамка каждой страницы: навигация, меню, формы, сообщения.
look-home = Aureli Solo, на главную
look-new = Новая запись
look-search = Поиск и команды
look-search-hint = Клиент, действие
look-commands = Команды
look-find-client = Найти клиента
look-go-today = Сегодня
look-go-week = Неделя
look-account-of = Меню аккаунта, { $name }
look-theme = Светлая или тёмная
look-switch-practice = Другая практика
look-now-and-next = Сейчас и дальше
look-live-lost = Данные могли устареть
look-pages = Страницы
look-previous = Назад
look-net-not-saved = Не сохранено: пропала связь.
look-net-not-loaded = Не загружено: пропала связь.
