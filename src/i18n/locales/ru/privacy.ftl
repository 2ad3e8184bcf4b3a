### Данные клиентов: выгрузка, удаление, сроки хранения.

settings-privacy = Данные клиентов
settings-privacy-sub = Выгрузка, удаление, сроки хранения
privacy-link = Выгрузить или удалить данные
privacy-title = Данные клиента
privacy-take = Выгрузка данных
privacy-take-text = Всё, что известно о клиенте, в одном ZIP: карточка, визиты, сообщения, фото, подписанные формы. Отдавайте только самому клиенту.
privacy-take-do = Скачать ZIP
privacy-export-read-client = { $practice }, { $day }. Что известно об одном клиенте.

    client.json  всё в том виде, как хранится
    visits.csv  визиты для таблиц
    medical_notes.jsonl  медицинские заметки, по одной на строку
    photos, documents, consents  файлы, если они есть; подписанное лежит в JSON байт в байт, как для отпечатка
    missing.txt  только если какой-то файл не прочитался
privacy-export-read-own = { $practice }, { $day }. Что известно об одном клиенте.

    client.json  всё в том виде, как хранится
    visits.csv  визиты для таблиц
    photos, documents, consents  файлы, если они есть; подписанное лежит в JSON байт в байт, как для отпечатка
    missing.txt  только если какой-то файл не прочитался
    Заметок и фото, которые ведутся для работы, здесь нет — их можно запросить у нас.
privacy-export-read-practice = { $practice }, { $day }. Всё, что есть у практики.

    practice.json  услуги, часы и правила, их читает «aureli practice apply»
    clients.csv, visits.csv  для таблиц
    medical_notes.jsonl  медицинские заметки, по одной на строку
    data  каждая таблица, по объекту JSON на строку
    photos, documents, consents  файлы по клиентам; подписанное лежит в JSON байт в байт, как для отпечатка
    missing.txt  только если какой-то файл не прочитался
privacy-column-name = Имя
privacy-column-phone = Телефон
privacy-column-email = Почта
privacy-column-birthday = День рождения
privacy-column-since = Клиент с
privacy-column-date = Дата
privacy-column-time = Время
privacy-column-client = Клиент
privacy-column-visit = Визит
privacy-column-status = Статус
privacy-column-price = Цена
privacy-column-currency = Валюта
privacy-column-reference = Номер

privacy-erase = Удалить
privacy-erase-text = Если клиент просит забыть о нём. Отменить это не сможет никто, даже из резервной копии.
privacy-erase-do = Удалить навсегда
privacy-lock = Закрыть карточку
privacy-lock-text = По вашим правилам сведения о здоровье нужно хранить определённый срок. Они закрываются: нигде не находятся и ни для чего не используются. После срока удаляются сами. Всё остальное удаляется сейчас.
privacy-lock-do = Удалить остальное и закрыть
privacy-goes = Удаляется навсегда
privacy-goes-card = Имя, телефон, почта, день рождения, адрес и всё остальное в карточке
privacy-goes-contacts = Телефон, почта, адрес и всё остальное в карточке, кроме имени, даты рождения и аллергий
privacy-goes-notes = { $n ->
    [one] { $n } заметка
    [few] { $n } заметки
    [many] { $n } заметок
   *[other] { $n } заметки
}
privacy-goes-subjects = Питомцы, машины, дети: { $n }
privacy-goes-photos = Фото и документы вместе с файлами: { $n }
privacy-goes-messages = { $n ->
    [one] { $n } сообщение
    [few] { $n } сообщения
    [many] { $n } сообщений
   *[other] { $n } сообщения
}
privacy-goes-signed = { $n ->
    [one] { $n } подписанный документ
    [few] { $n } подписанных документа
    [many] { $n } подписанных документов
   *[other] { $n } подписанного документа
}
privacy-goes-medical = { $n ->
    [one] { $n } медицинская заметка
    [few] { $n } медицинские заметки
    [many] { $n } медицинских заметок
   *[other] { $n } медицинской заметки
}
privacy-stays = Остаётся
privacy-stays-health = Сведения о здоровье вместе с именем и датой рождения, закрыты до: { $day }
privacy-stays-visits = { $n ->
    [one] { $n } визит с ценой для вашего учёта, без имени
    [few] { $n } визита с ценами для вашего учёта, без имени
    [many] { $n } визитов с ценами для вашего учёта, без имени
   *[other] { $n } визита с ценами для вашего учёта, без имени
}
privacy-stays-hashes = Отпечатки подписанного: сами по себе они ни о чём не говорят
privacy-stays-log = Журнал действий, без имён
privacy-ahead = { $n ->
    [one] Впереди { $n } визит. Сначала отмените его, чтобы клиент об этом узнал.
    [few] Впереди { $n } визита. Сначала отмените их, чтобы клиент об этом узнал.
    [many] Впереди { $n } визитов. Сначала отмените их, чтобы клиент об этом узнал.
   *[other] Впереди { $n } визита. Сначала отмените их, чтобы клиент об этом узнал.
}
privacy-visits-ahead = Впереди есть визит. Сначала отмените его, чтобы клиент об этом узнал.
privacy-to-visits = К визитам
privacy-confirm = Понимаю, что отменить это нельзя
privacy-confirm-needed = Отметьте, что понимаете: отменить это нельзя
privacy-now-erased = Данные удалены
privacy-now-locked = Карточка закрыта, остальное удалено
privacy-now-unlocked = Карточка снова на месте
privacy-erased-name = Удалённый клиент
privacy-erased-on = Данные удалены, { $day }.
privacy-erased-text = Визиты и суммы остались, без имени.
privacy-locked-on = Карточка закрыта, { $day }.
privacy-locked-text = Сведения о здоровье хранятся и ни для чего другого не используются.
privacy-locked-text-until = Сведения о здоровье хранятся до этой даты: { $day }. Ни для чего другого они не используются, потом удаляются.
privacy-locked-until = до: { $day }
privacy-locked-records = Что хранится
privacy-unlock = Открыть карточку
privacy-unlock-text = Если клиент вернулся. Удалённое не вернётся.

privacy-all = Всё сразу
privacy-all-text = Клиенты, визиты, сообщения, фото и подписанные формы в одном ZIP: чтобы хранить у себя или переехать. Он не зашифрован: держите его там, где никто больше не увидит.
privacy-all-do = Скачать всё
privacy-rules = Сроки хранения
privacy-rules-text = Пусто значит всегда. То, чей срок прошёл, удаляется само в течение суток и не возвращается.
privacy-months = мес.
privacy-rule-health = Сведения о здоровье, не меньше
privacy-rule-health-hint = Там, где этого требует закон, например 60 месяцев в Испании. Считается от последнего визита: до этого карточка закрывается, а не удаляется.
privacy-rule-clients = Клиенты, которые не приходят
privacy-rule-clients-hint = Удаляются через столько после последнего визита.
privacy-rule-messages = Сообщения
privacy-rule-messages-hint = Текст и адрес; остаётся то, что они были отправлены.
privacy-rule-photos = Фото и документы
privacy-rule-photos-hint = Считается со дня съёмки.
privacy-rule-consents = Подписанные формы, которые больше не действуют
privacy-rule-consents-hint = Считается со дня, когда срок вышел или согласие отозвано.
privacy-rule-due = { $n ->
    [0] Сейчас ничего настолько старого нет.
   *[other] Настолько старых сейчас: { $n }.
}
privacy-rule-shorter = Сведения о здоровье нужно хранить дольше
privacy-rules-now = По этим правилам в течение суток навсегда удалится следующее, вернуть это не сможет никто:
privacy-rules-line = { $what }: { $n }
privacy-rules-confirm = Что удалится, понятно, так и нужно
privacy-rules-confirm-needed = Отметьте, что понятно, что удалится
privacy-consent = Согласие на обработку данных
privacy-consent-text = Отдельный документ, который подписывают отдельно от всего остального, как того требует закон. В правилах формы выберите, какие услуги его просят.
privacy-done = Удалённые и закрытые
privacy-done-none = Пока никого.
privacy-reason-asked = по просьбе
privacy-reason-rule = по вашему правилу
privacy-reason-lock-ended = срок хранения вышел
privacy-reason-restored = ещё раз, после восстановления копии
