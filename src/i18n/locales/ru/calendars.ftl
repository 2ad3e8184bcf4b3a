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

### Календари, которые читаются.

calendars-sources = Ваша занятость из других календарей
calendars-sources-text = Если вы заняты в другом календаре, это время не предлагается клиентам. Каждый календарь проверяется раз в четверть часа. Уже записанные визиты остаются; если что-то совпадёт, вы узнаете.
calendars-source-new = Добавить календарь
calendars-source-text = У вашего календаря есть личный адрес в формате iCal. В Google Календаре: «Настройки», ваш календарь, «Закрытый адрес в формате iCal»; в календаре Apple: «Общедоступный календарь»; в Outlook: «Опубликовать календарь».
calendars-source-name = Название
calendars-source-name-hint = Например, «Семья» или «Студия»
calendars-source-url = Адрес календаря
calendars-source-url-hint = Начинается с https:// или webcal://, часто кончается на .ics
calendars-source-other-url = Другой адрес
calendars-source-url-kept = Адрес хранится в тайне и не показывается. Чтобы оставить его, ничего не вводите.
calendars-source-whose = Чьё время занимает
calendars-source-master = Моё
calendars-source-add = Добавить и прочитать
calendars-source-added = Календарь «{ $name }» теперь читается
calendars-source-state = Состояние
calendars-source-off = Выключен
calendars-source-not-yet = Ещё не прочитан
calendars-source-read = Прочитан, последний раз: { $when }
calendars-source-read-partly = Прочитан не полностью, последний раз: { $when }
calendars-source-entries = { $n ->
    [one] { $n } запись
    [few] { $n } записи
    [many] { $n } записей
   *[other] { $n } записей
}
calendars-source-times = { $n ->
    [one] { $n } занятый промежуток
    [few] { $n } занятых промежутка
    [many] { $n } занятых промежутков
   *[other] { $n } занятых промежутков
}
calendars-source-next = Пока действует то, что прочитано в последний раз. Следующая попытка: { $when }.
calendars-source-refresh = Прочитать сейчас
calendars-source-refreshed = Прочитан только что
calendars-source-switch-off = Выключить
calendars-source-switch-on = Включить
calendars-source-switched-off = Календарь «{ $name }» выключен, его время снова свободно
calendars-source-switched-on = Календарь «{ $name }» включён
calendars-source-remove = Убрать
calendars-source-removed = Календарь «{ $name }» убран
calendars-too-many = Больше календарей добавить нельзя. Сначала уберите один.

calendars-trouble-address = Это не адрес календаря. Он начинается с https:// или webcal://
calendars-trouble-inside = Адрес ведёт во внутреннюю сеть, отсюда она недоступна
calendars-trouble-nobody = По этому адресу никто не отвечает
calendars-trouble-slow = Календарь слишком долго не отвечает
calendars-trouble-too-large = Календарь больше 10 МБ, столько не читается
calendars-trouble-broken = Ответ оборвался
calendars-trouble-forbidden = Календарь просит войти. Возьмите личный адрес, для которого вход не нужен
calendars-trouble-gone = По этому адресу календаря больше нет
calendars-trouble-server = На сервере календаря неполадка
calendars-trouble-no-calendar = По этому адресу не календарь, а что-то другое

calendars-unread = { $n ->
    [one] { $n } запись прочитана не полностью
    [few] { $n } записи прочитаны не полностью
    [many] { $n } записей прочитано не полностью
   *[other] { $n } записей прочитано не полностью
}
calendars-unread-line = Строка { $n }
calendars-unread-start = начало не удалось понять, не учтено
calendars-unread-end = конец раньше начала, не учтено
calendars-unread-rule = повтор не удалось понять, учтено один раз
calendars-unread-zone = неизвестный часовой пояс, взят ваш
calendars-unread-date = не удалось понять одну из дат повтора
calendars-unread-endless = повторов больше, чем можно рассчитать, учтено один раз
calendars-unread-too-many = промежутков больше, чем хранится; взяты ближайшие 20 000
calendars-unread-cut = файл обрывается на середине

### Календарь, который читается и пишется.

calendars-account-new = Подключить аккаунт
calendars-account-text = Ваши визиты появятся в календаре, которым вы уже пользуетесь, а занятое там время не будет предлагаться здесь. Подходят календари с CalDAV: Яндекс, iCloud, Mail.ru, Nextcloud, Fastmail и другие.
calendars-account-url = Адрес сервера
calendars-account-url-hint = Например, caldav.yandex.ru или caldav.icloud.com
calendars-account-user = Имя пользователя
calendars-account-user-hint = Чаще всего это ваша почта там
calendars-account-password = Пароль приложения
calendars-account-password-hint = Создайте отдельный пароль в настройках своего аккаунта, не вводите основной. Он хранится зашифрованным и не показывается.
calendars-account-find = Найти мои календари
calendars-account-forbidden = Сервер не принимает это имя и пароль. Чаще всего нужен отдельный пароль приложения.
calendars-account-none = По этому адресу календари не найдены
calendars-account-choose = Нашлись. Выберите календарь.
calendars-account-which = Календарь
calendars-account-written = Записывать в него мои визиты
calendars-account-written-hint = Новые, перенесённые и отменённые визиты меняются там в течение минуты. Если визит перенесут или удалят там, здесь он останется как есть, а вы узнаете.
calendars-account-content = Что видно о визите
calendars-content-busy = Только то, что вы заняты
calendars-content-first-name = Имя клиента и услуга
calendars-content-full-name = Имя и фамилия клиента и услуга
calendars-account-read-only = Этот календарь можно только читать. Выберите другой или отключите запись.
calendars-account-chosen = Календарь «{ $name }» подключён
calendars-written-busy = Занято
calendars-trouble-elsewhere = Сервер отправляет нас на чужой адрес, туда пароль не передаётся
calendars-trouble-refused = Сервер не принимает наши записи
