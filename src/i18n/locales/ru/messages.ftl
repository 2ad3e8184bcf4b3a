### Mail about visits: what clients and the master receive.

mail-when = { $day }, { $time }
mail-when-zone = { $when } (время: { $city })
mail-foot = Отправитель: { $practice }, через Aureli Solo. На это письмо можно ответить.
mail-foot-master = Это письмо Aureli Solo о вашей практике. Ответы на него никто не читает.
mail-cancel-until = Перенести или отменить визит можно без последствий не позднее { $until }.

mail-fact-when = Когда
mail-fact-was = Было
mail-fact-what = Что
mail-fact-where = Где
mail-fact-price = Цена
mail-fact-reference = Номер записи
mail-fact-client = Клиент
mail-fact-phone = Телефон
mail-fact-given = Указано при записи
mail-fact-note = Комментарий
mail-fact-reason = Причина

mail-action-confirm = Да, буду
mail-action-move = Перенести
mail-action-cancel = Отменить визит
mail-action-again = Выбрать другое время
mail-action-open = Открыть визит

mail-booked-subject = Вы записаны: { $when }, { $who }
mail-booked-title = { $name }, до встречи!
mail-booked-lead = Вы записаны: { $service }. Мастер: { $who }.
mail-restored-subject = Снова в силе: { $when }, { $who }
mail-restored-title = { $name }, всё-таки до встречи!
mail-restored-lead = Ваша запись снова в силе: { $service }. Мастер: { $who }.

mail-requested-subject = Ваша заявка на { $when }, { $who }
mail-requested-title = { $name }, заявка отправлена
mail-requested-lead = { $who } отвечает на каждую заявку лично: { $service }. Как только время подтвердят, придёт письмо; до этого оно остаётся за вами.

mail-moved-subject = Новое время: { $when }, { $who }
mail-moved-title = { $name }, время визита изменилось
mail-moved-lead = У вашего визита новое время: { $service }. Мастер: { $who }.
mail-place-subject = Другое место: { $when }, { $who }
mail-place-title = { $name }, место визита изменилось
mail-place-lead = Ваш визит пройдёт в другом месте, время прежнее: { $service }. Мастер: { $who }.

mail-cancelled-subject = Визит отменён: { $when }, { $who }
mail-cancelled-title = { $name }, визит отменён
mail-cancelled-lead = Визит не состоится: { $service }, { $who }. Вы можете выбрать другое время.

mail-expired-subject = Заявка на { $when } осталась без ответа, { $who }
mail-expired-title = { $name }, срок заявки истёк
mail-expired-lead = { $who } не удалось ответить вовремя, и время снова свободно: { $service }. Возможно, вам подойдёт другое.

mail-reminder-subject = Напоминание: { $when }, { $who }
mail-reminder-title = { $name }, напоминаем о визите
mail-reminder-lead = Напоминаем о визите: { $service }, { $who }. Одним касанием можно подтвердить, что вы будете.

mail-master-booked-subject = Новая запись: { $when }, { $who }
mail-master-booked-title = Новая запись
mail-master-booked-lead = Новый визит: { $who }, { $service }.

mail-master-requested-subject = Заявка: { $when }, { $who }
mail-master-requested-title = Заявка ждёт вашего ответа
mail-master-requested-lead = Заявка от клиента: { $who }, { $service }. Время остаётся за клиентом, пока вы не ответите.

mail-master-moved-subject = Перенос на { $when }: { $who }
mail-master-moved-title = Визит перенесён
mail-master-moved-lead = Клиент выбрал другое время: { $who }, { $service }.

mail-master-cancelled-subject = Отмена: { $when }, { $who }
mail-master-cancelled-title = Визит отменён
mail-master-cancelled-lead = Визит не состоится: { $who }, { $service }. Время снова свободно.
mail-master-restored-subject = Снова в силе: { $when }, { $who }
mail-master-restored-title = Отмену отменили
mail-master-restored-lead = Визит снова в силе: { $who }, { $service }.

## The built-in mailbox (development)

mailbox-title = Почтовый ящик
mailbox-lead = SMTP-сервер не задан, поэтому письма остаются здесь. Эта страница есть только в режиме разработки.
mailbox-empty = Писем пока нет
mailbox-empty-text = Запишитесь на визит или создайте аккаунт: здесь появится то, что было бы отправлено.
mailbox-to = Кому: { $to }
mailbox-html = Оформленная версия
mailbox-back = Все письма
mailbox-attachment = Вложенный файл календаря

mail-consent-asked-subject = На подпись: { $form }, { $who }
mail-consent-asked-title = { $name }, здравствуйте!
mail-consent-asked-lead = Прочитайте и подпишите, пожалуйста, документ «{ $form }» ({ $who }). Это займёт около двух минут.
mail-consent-asked-action = Прочитать и подписать
mail-consent-asked-note = Ссылка только для вас: не пересылайте её.
mail-consent-signed-subject = Ваша подписанная копия: { $form }, { $who }
mail-consent-signed-title = { $name }, спасибо!
mail-consent-signed-lead = Документ «{ $form }» подписан ({ $who }). По ссылке копию можно прочитать, распечатать и отозвать.
mail-consent-signed-action = Открыть копию
mail-consent-signed-note = Сохраните это письмо: отпечаток выше подтверждает, что именно подписано.

## Что уходит клиентам: посмотреть и поправить

messages-title = Сообщения
messages-states = Какие сообщения
messages-state-next = Скоро уйдут
messages-state-sent = Отправлены
messages-state-failed = Не доставлены
messages-state-dropped = Не отправлены
messages-none-next = Отправлять пока нечего
messages-none-sent = Пока ничего не отправлено
messages-none-failed = Всё доставлено
messages-none-dropped = Неотправленных нет
messages-none-text = Здесь стоят подтверждения, напоминания и другие сообщения клиентам, и видно, что стало с каждым.
messages-of-visit = Сообщения о визите
messages-of-client = Скоро уйдёт

messages-kind-booked = Подтверждение записи
messages-kind-restored = Визит снова в силе
messages-kind-requested = Заявка получена
messages-kind-deposit-asked = Просьба о предоплате
messages-kind-deposit-expired = Предоплата не внесена
messages-kind-deposit-late = Предоплата опоздала
messages-kind-moved = Новое время
messages-kind-cancelled = Отмена
messages-kind-expired = Заявка без ответа
messages-kind-reminder = Напоминание
messages-kind-series-booked = Записи на несколько визитов
messages-kind-series-moved = Перенос нескольких визитов
messages-kind-series-cancelled = Отмена нескольких визитов
messages-kind-mailing = Рассылка
messages-kind-consent-asked = Просьба подписать
messages-kind-consent-signed = Подписанная копия
messages-kind-own-page = Ссылка на личную страницу
messages-kind-invoice = Счёт
messages-kind-package = Абонемент или сертификат
messages-kind-package-ending = Абонемент скоро кончится
messages-kind-waitlist-joined = Лист ожидания
messages-kind-waitlist-offer = Предложение свободного времени

messages-channel-email = Почта
messages-channel-sms = СМС
messages-channel-telegram = Telegram

messages-goes = Уйдёт: { $when }
messages-goes-now = Уходит сейчас
messages-going = Отправляется прямо сейчас
messages-again = { $n ->
    [one] Была { $n } попытка
    [few] Было { $n } попытки
    [many] Было { $n } попыток
   *[other] Было { $n } попытки
}, следующая: { $when }
messages-went = Отправлено: { $when }
messages-failed = Не доставлено: { $why }
messages-stopped = Остановлено вручную. Должно было уйти: { $when }
messages-dropped = Не отправлено: { $why }

messages-why-cancelled = визит отменён
messages-why-expired = срок заявки или предоплаты вышел
messages-why-changed = визит изменился, вместо этого ушло новое сообщение
messages-why-over = визит уже прошёл
messages-why-late = оно пришло бы слишком поздно
messages-why-closed = практика закрыта
messages-why-marketing = клиент больше не хочет рекламы
messages-why-card = карточки клиента больше нет
messages-why-signed = уже подписано
messages-why-waitlist = этого времени больше никто не ждёт
messages-why-stopped = остановлено вручную
messages-why-gone = оно больше не нужно
messages-why-held = данные восстановлены из копии, и оно могло уйти раньше
messages-why-refused = адрес его не принимает
messages-why-undelivered = почтовый сервер вовремя не ответил

messages-to = Кому
messages-channel = Как
messages-language = Язык
messages-visit = Визит
messages-words-now = Так оно ушло бы сейчас
messages-words-went = Так оно ушло
messages-own-words = ваш текст
messages-no-words = Текст больше не хранится.

messages-edit = Изменить текст
messages-edit-lead = Этот текст только для этого сообщения. Время и место визита, ссылки и подпись внизу остаются.
messages-subject = Тема
messages-text = Текст
messages-text-hint = Первая строка станет заголовком, если за ней пустая строка.
messages-usual = Вернуть обычный текст
messages-stop = Не отправлять
messages-release = Всё же отправить
messages-theirs = Что тем временем написал другой человек
messages-stale = Тем временем это сообщение изменил кто-то другой. Ниже ваш текст: сохраните ещё раз, чтобы заменить чужой.
messages-reworded = Теперь в сообщении ваш текст
messages-usual-again = В сообщении снова обычный текст
messages-was-stopped = Сообщение не уйдёт
messages-was-released = Сообщение уйдёт

messages-too-late = Для этого сообщения уже поздно: то, о чём оно, прошло.
messages-not-here = Его отдельно не меняют: остановите рассылку или отзовите предложение там, где оно сделано.
messages-is-going = Сообщение прямо сейчас отправляется, менять его уже нельзя. Загляните через две минуты.
messages-has-gone = Сообщение уже ушло.
messages-has-failed = Сообщение не доставлено. Попробуйте ещё раз или сообщите иначе.
messages-was-dropped = Это сообщение уже не отправляется: то, о чём оно, изменилось.
messages-was-tried = С этим текстом отправку уже пробовали, поэтому он остаётся. Остановить сообщение ещё можно.

## Собственные слова практики

templates-title = Тексты сообщений
templates-sub = Ваши слова для подтверждений, напоминаний и остального
templates-lead = У каждого сообщения уже есть свой текст. Где вы напишете свой, он заменит тему, заголовок и первые фразы; время, место, цена и ссылки всегда идут следом.
templates-own = ваш
templates-look = Показать, как читается
templates-restore = Вернуть обычный текст
templates-restored = Снова обычный текст
templates-saved = Сохранено. Сообщения теперь уходят с этим текстом
templates-sample = Как это читается
templates-sample-of = На вашем визите: { $visit }
templates-sample-invented = На вымышленном визите, пока нет своего
templates-stale = Тем временем этот текст изменил кто-то другой. Ниже ваш: сохраните ещё раз, чтобы заменить чужой.
templates-unknown = Что-то в скобках здесь ничего не значит: что именно, видно под «Как это читается»
templates-unknown-one = { $found } здесь ничего не значит. Ниже список того, что можно ставить в скобки.
templates-unknown-nearest = { $found } здесь ничего не значит. Может быть, { $meant }?
templates-variables = Что можно ставить в скобки

templates-var-client-name = имя клиента целиком
templates-var-first-name = первое слово имени
templates-var-service = на что записан клиент
templates-var-date = день визита
templates-var-time = когда он начинается
templates-var-former-date = день, на который визит был назначен раньше
templates-var-former-time = когда он начинался раньше
templates-var-place = где проходит визит
templates-var-price = цена
templates-var-deposit = предоплата
templates-var-pay-until = до какого времени ждём предоплату
templates-var-practice = название вашей практики
templates-var-reference = номер записи
templates-var-link = страница, где клиент может перенести или отменить визит либо выбрать другое время
