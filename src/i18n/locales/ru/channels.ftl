### Чем практика пишет клиентам, и короткие тексты.

channels-title = Каналы связи
channels-sub = Письма и SMS клиентам
channels-lead = Каждое сообщение приходит клиенту один раз: тем способом, который ему удобен, а если он не выбран, то как настроено здесь. Если способ не сработал, используется следующий.
channels-mail = Электронная почта
channels-mail-from = От кого
channels-mail-replies = Ответы приходят на
channels-mail-nowhere = Никуда: у практики не указана почта
channels-mail-mailbox = Почтовый сервер не задан, поэтому письма остаются в почтовом ящике этой программы.
channels-sms = SMS через ваш шлюз
channels-state-on = Включён
channels-state-off = Выключен
channels-about-russia = На телефоны России и соседних стран
channels-about-world = На телефоны по всему миру
channels-spent = { $n ->
    [one] Сегодня: { $n } SMS, { $sum } из { $cap }
    [few] Сегодня: { $n } SMS, { $sum } из { $cap }
    [many] Сегодня: { $n } SMS, { $sum } из { $cap }
   *[other] Сегодня: { $n } SMS, { $sum } из { $cap }
}
channels-alarm-keys = Ключи не приняты
channels-alarm-money = На счёте шлюза нет денег
channels-alarm-refused = Шлюз не разрешает отправку
channels-alarm-cap = Дневной лимит исчерпан

channels-instead = Он заменит { $other }: шлюз может быть только один.
channels-login = Логин
channels-login-hint = Оставьте пустым, если используете ключ API.
channels-login-wrong = Введите логин так, как он указан в шлюзе
channels-account-email = Почта аккаунта
channels-account-email-wrong = Введите почту, с которой вы входите в шлюз
channels-account-sid = Account SID
channels-account-sid-hint = Начинается с AC, 34 символа.
channels-account-sid-wrong = Введите Account SID: AC и 32 символа
channels-secret = Ключ API
channels-secret-smsc = Пароль или ключ API
channels-secret-twilio = Auth token
channels-sender = Отправитель
channels-sender-hint = Имя, зарегистрированное в шлюзе. Без него SMS приходят от имени самого шлюза.
channels-sender-twilio = Ваш номер в Twilio или сервис сообщений, который начинается с MG.
channels-sender-missing = Введите номер, с которого приходят SMS, например +1 415 555 0100
channels-cost = Стоимость
channels-part = Одна часть
channels-part-hint = По вашему тарифу. Учитывается, пока шлюз не сообщит точную цену.
channels-cap = Не больше в день
channels-cap-hint = Когда лимит исчерпан, сообщения уходят по почте, а в делах появляется пометка.
channels-sum-wrong = Введите сумму больше нуля, например 5,49
channels-sample = Так выглядит напоминание:
channels-sample-parts = { $n ->
    [one] Уходит в { $n } части.
    [few] Уходит в { $n } частях.
    [many] Уходит в { $n } частях.
   *[other] Уходит в { $n } части.
}
channels-sample-cost = { $n ->
    [one] Уходит в { $n } части, примерно { $sum }.
    [few] Уходит в { $n } частях, примерно { $sum }.
    [many] Уходит в { $n } частях, примерно { $sum }.
   *[other] Уходит в { $n } части, примерно { $sum }.
}
channels-first = Сначала SMS, потом почта
channels-first-hint = Для клиентов, которые не сказали, как им удобнее. Если выключить, SMS получат только те, у кого нет почты или письмо не дошло.
channels-trial = Отправить себе пробное
channels-trial-phone = Ваш телефон
channels-trial-hint = Уйдёт настоящее SMS по обычной цене.
channels-trial-send = Отправить SMS
channels-trial-text = { $practice }: это проверка. SMS работают.
channels-trial-sent = Отправлено: { $to }
channels-trial-number = Шлюз не отправляет на этот номер
channels-trial-opted-out = Владелец этого номера отказался от SMS
channels-trial-refused = Шлюз отказал. Проверьте отправителя и аккаунт.
channels-trial-mail = Отправить себе пробное на { $to }
channels-trial-mail-failed = Почтовый сервер не принял письмо. Обратитесь к тому, кто обслуживает эту установку.
channels-trial-subject = Проверка: { $practice }
channels-trial-title = { $name }, всё работает
channels-trial-lead = Так видят клиенты письма. Отправитель: { $practice }.
channels-trial-action = Вернуться к каналам связи
channels-test-balance = Соединение работает. Баланс: { $sum }
channels-todo = SMS через { $name }
channels-todo-cap = { $why }: до полуночи сообщения уходят по почте.
channels-todo-broken = { $why }. Пока сообщения уходят по почте.
channels-todo-open = Открыть настройки

channels-unreached = На этот номер SMS не доходят
channels-unreached-wrong = По словам шлюза, этот номер не принимает SMS. Сообщения уходят другими способами.
channels-unreached-opted-out = Владелец номера отказался от SMS. Сообщения уходят другими способами.
channels-try-again = Снова пробовать SMS
channels-tried-again = Следующее сообщение снова попробует уйти по SMS

channels-hook = Сообщения о доставке
channels-hook-sms-ru = Вставьте этот адрес в SMS.ru в разделе «Callback»: будет видно, какие SMS дошли, а что не дошло, уйдёт по почте.
channels-by-sms = SMS

short-booked = { $who }. Вы записаны: { $when }.
short-restored = { $who }. Запись снова в силе: { $when }.
short-requested = { $who }. Заявка получена: { $when }. Ответ придёт отдельно.
short-deposit-asked = { $who }. Внесите предоплату, чтобы сохранить время: { $when }.
short-deposit-expired = { $who }. Предоплата не поступила, время снова свободно: { $when }. Другое время:
short-moved = { $who }. Новое время визита: { $when }.
short-place = { $who }. Визит пройдёт в другом месте: { $when }. Где именно:
short-cancelled = { $who }. Визит отменён: { $when }. Другое время:
short-expired = { $who }. На заявку не успели ответить: { $when }. Другое время:
short-reminder = { $who }. Ждём вас: { $when }. Подтвердить, перенести или отменить:

audit-channels-connected = Подключён шлюз сообщений
audit-channels-disconnected = Отключён шлюз сообщений
audit-channels-changed = Изменены настройки шлюза сообщений
audit-client-unreached = Сообщения не доходят на номер клиента
