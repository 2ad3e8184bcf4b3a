### Клиенты: список, карточка, её форма.

clients-count = { $n ->
    [0] Пока никого
    [one] { $n } человек
    [few] { $n } человека
    [many] { $n } человек
   *[other] { $n } человека
}
clients-add = Добавить клиента
clients-search = Поиск клиентов
clients-search-hint = Имя, телефон, почта
clients-search-hint-tags = Имя, телефон, почта, метка
clients-empty = Клиентов пока нет
clients-empty-text = Все, кто записывается, появятся здесь: имя, что важно помнить и когда следующий визит. Добавить человека можно и вручную.
clients-none = Никто не найден
clients-none-text = Ни в имени, ни в телефоне, ни в почте нет «{ $q }».
clients-client = Клиент
clients-next = Следующий визит
clients-last = Прошлый визит
clients-contact = Контакт

client-all = Все клиенты
client-new = Новый клиент
client-created = Клиент добавлен
client-since = В вашем списке: { $since }
client-next = Следующий визит
client-no-next = Записей нет.
client-no-past = Визитов ещё не было.
client-older = Показать более ранние
client-history = История
client-history-only = Показать только
client-history-visits = Визиты
client-history-photos = Фото
client-history-money = Деньги
client-history-newest = К самым новым
client-history-nothing = Пока ничего нет.
client-history-taken = { $n } фото
client-history-signed = Подписано: { $form }
client-history-withdrawn = Отозвано: { $form }
client-when = { $day }, { $time }
client-visit = { $title }, { $length }, { $price }
client-contact = Контакты
client-name = Имя
client-phone = Телефон
client-email = Почта
client-language = Язык
client-language-hint = На нём уходят сообщения
client-allergies = Аллергии и противопоказания
client-allergies-hint = Видны как предупреждение в каждой записи
client-note = Заметка
client-note-hint = Видите только вы и ваша команда; если клиент попросит копию всех своих данных, она войдёт и туда
client-no-note = Заметок пока нет.
client-stale = Пока карточка была у вас открыта, её сохранили в другом месте. Ваши правки ещё не сохранены: посмотрите на эти строки и сохраните ещё раз.
client-stale-saved = Сохранено за это время:
client-stale-typed = Здесь:
client-stale-nothing = пусто
client-stale-taken = Здесь вы этого не меняли, поэтому в форму взято сохранённое.
client-stale-joined = Теперь в форме стоит и то и другое. Сократите, если хватит одного.
client-stale-replaces = Если сохранить ещё раз, останется то, что написано здесь.
clients-found = { $n ->
    [0] Никого не найдено
    [one] Найден { $n } человек
    [few] Найдено { $n } человека
   *[other] Найдено { $n } человек
}
clients-found-more = Найдено больше { $n } человек
client-message-sent = Отправлено
client-message-dropped = Не отправлено
client-message-failed = Не доставлено
client-as-it-is = Посмотреть, как она выглядит сейчас
client-double = { $name }: такой телефон или почта уже есть.
client-double-open = Открыть эту карточку
client-double-anyway = Добавить другого человека с тем же контактом

## The whole card

clients-visits = Визиты
clients-spent = Потрачено
clients-filter = Фильтры списка
clients-birthdays = Дни рождения
clients-birthdays-when = Ближайшие 45 дней
clients-birthdays-empty = В ближайшие 45 дней дней рождения нет
clients-birthdays-empty-text = Добавьте день рождения в карточку клиента, с годом или без, и он вовремя появится здесь.
clients-blocked = Чёрный список
clients-is-blocked = В чёрном списке
clients-none-filtered = В этом списке никого нет.
client-turns = исполнится { $n }
client-balance = Расчёты
client-due = к оплате
client-figures = Потрачено
client-usual = Обычный визит
client-no-shows = Неявки
client-late-cancels = Поздние отмены
client-notes = Заметки
client-note-new = Новая заметка
client-note-edit = Изменить заметку
client-note-first = Первая заметка
client-note-add = Добавить заметку
client-note-added = Заметка добавлена
client-note-deleted = Заметка удалена
client-note-delete = Удалить заметку
client-note-pin = Закрепить
client-note-unpin = Открепить
client-note-pinned = Закреплено
client-note-keep-first = Держать сверху
client-note-by = { $author }, { $day }
client-note-changed = { $signed }, позже изменено
client-tags = Метки
client-tags-hint = Ваши слова через запятую
client-tags-known = Уже есть:
client-tags-too-many = Не больше { $max } меток
client-form-reach = Как связаться
client-form-person = О человеке
client-writes-in = Пишет
client-writes = { $language }, { $channel }
client-writes-by = Удобнее писать в
client-writes-by-any = Неизвестно
client-more-contacts = Другие телефоны и мессенджеры
client-contact-kind-n = Вид контакта { $n }
client-contact-value-n = Контакт { $n }
client-contact-label-n = Чей контакт { $n }
client-contact-whose = Чей, какой
client-contact-phone = Телефон
client-contact-email = Почта
client-contact-telegram = Telegram
client-contact-whatsapp = WhatsApp
client-contact-viber = Viber
client-contact-instagram = Instagram
client-contact-other = Другое
client-address = Адрес
client-birthday = День рождения
client-birthday-hint = Например, 9.9 или 9 сентября 1990; год можно не писать
client-birthday-wrong = Укажите день и месяц, например 9.9 или 9 сентября 1990
client-birthday-year = Проверьте год: он ещё не наступил или слишком давний
client-came-from = Откуда
client-came-from-hint = Кто порекомендовал или где увидели вас
client-preferences = Пожелания
client-preferences-hint = Чай, музыка, тишина, где парковаться
client-emergency = Экстренный контакт
client-emergency-hint = Имя человека, которому звонить
client-emergency-phone = Телефон этого человека
client-marketing = Акции и новости
client-marketing-allowed = Можно присылать акции и новости
client-marketing-none = Согласия на рекламу нет
client-marketing-master = Согласие от { $day }, отмечено вами
client-marketing-public = Согласие клиента от { $day }
client-marketing-ended = Отозвано { $day }
client-subjects = Питомцы, машины, дети
client-no-subjects = О чём, кроме самого клиента, бывает визит.
client-subject-new = Питомец, машина или ребёнок
client-subject-kind = Кто или что это
client-subject-pet = Питомец
client-subject-car = Машина
client-subject-child = Ребёнок
client-subject-other = Другое
client-subject-name = Имя или название
client-subject-name-hint = Луна, Lada Vesta, Миша
client-subject-about = Порода, модель
client-subject-about-hint = Что важно для записи
client-subject-born = Дата рождения
client-subject-plate = Номер
client-subject-car-only = Для машины
client-subject-vin = VIN
client-subject-vin-known = Этот VIN уже есть у другой машины в карточке
client-subject-vin-hint = Для машины: 17 букв и цифр
client-subject-archive = Убрать
client-subject-restore = Вернуть
client-subject-archived = убрано
client-vin-wrong = Введите все 17 букв и цифр VIN; букв I, O и Q в нём нет
client-vin-digit = Проверьте VIN: одна из букв или цифр не сходится с остальными
client-family = Семья
client-no-family = Свяжите с карточкой ребёнка или партнёра, и их можно будет записывать отсюда.
client-family-new = Связать с родственником
client-family-who = Кого
client-family-hint = Нужна отдельная карточка; если её нет, сначала добавьте
client-family-choose = Найдите и выберите второго человека
client-family-self = Выберите другого человека: карточку нельзя связать с самой собой
client-family-relation = Кем приходится: { $name }
client-family-reverse = Наоборот: этот человек записывает клиента { $name }
client-family-remove = Убрать связь: { $name }
client-family-removed = Связь убрана
client-relation-child = Ребёнок
client-relation-parent = Родитель, записывает на визиты
client-relation-partner = Партнёр
client-relation-relative = Родственник
client-relation-other = Другое
client-block = В чёрный список
client-block-text = Этому клиенту записаться онлайн больше не получится, причина не сообщается: страница попросит позвонить вам. Существующие записи остаются, и вы по-прежнему можете записывать сами.
client-block-reason = Почему
client-block-reason-hint = Видите только вы и ваша команда; если клиент попросит копию всех своих данных, она войдёт и туда
client-block-done = Клиент в чёрном списке
client-unblock = Убрать из чёрного списка
client-unblock-done = Клиент снова может записываться онлайн
client-blocked-since = В чёрном списке с { $day }.
client-field-none = Нет ответа
client-field-new = Новый вопрос
client-field-name = Что спрашивать
client-field-name-hint = Изгиб, длина, номер карты
client-field-kind = Вид ответа
client-field-text = Текст
client-field-number = Число
client-field-date = Дата
client-field-choice = Один из вариантов
client-field-yes-no = Да или нет
client-field-choices = Варианты
client-field-choices-hint = По одному в строке; только для «один из вариантов»
client-field-choices-few = Введите от 2 до 50 вариантов, по одному в строке
client-field-archive = Больше не спрашивать
client-field-archived = Вопрос убран из формы; ответы остаются в карточках
client-fields-empty = Своих вопросов пока нет
client-fields-empty-text = То, что вы хотите знать о каждом клиенте, кроме имени и телефона: изгиб, длина, номер карты. Вопрос появится в каждой карточке.
client-visits-since = { $n ->
    [one] { $n } визит, впервые: { $since }
    [few] { $n } визита, впервые: { $since }
   *[other] { $n } визитов, впервые: { $since }
}
client-in-visits = { $n ->
    [0] Визитов ещё не было
    [one] за { $n } визит
    [few] за { $n } визита
   *[other] за { $n } визитов
}
client-habit-weeks = { $n ->
    [one] Приходит раз в { $n } неделю, следующий визит около { $likely }.
    [few] Приходит раз в { $n } недели, следующий визит около { $likely }.
   *[other] Приходит раз в { $n } недель, следующий визит около { $likely }.
}
client-habit-days = { $n ->
    [one] Приходит раз в { $n } день, следующий визит около { $likely }.
    [few] Приходит раз в { $n } дня, следующий визит около { $likely }.
   *[other] Приходит раз в { $n } дней, следующий визит около { $likely }.
}
client-birthday-age = { $day }, { $n ->
    [one] { $n } год
    [few] { $n } года
   *[other] { $n } лет
}
clients-tagged = Метка «{ $tag }»
clients-tagged-all = Метка «{ $tag }»: показать всех
clients-alike = Похожие
client-medical = Медицинские заметки
client-medical-new = Новая медицинская заметка
client-medical-text = Что важно для здоровья
client-medical-hint = Хранится в зашифрованном виде, не попадает в поиск и сообщения, каждое чтение записывается.
client-medical-read = Прочитать
client-medical-none = Медицинских заметок нет.
client-medical-recorded = Это чтение записано в журнал.
client-medical-count = { $n ->
    [one] { $n } заметка ({ $last }). Зашифрована; чтение записывается.
    [few] { $n } заметки (последняя: { $last }). Зашифрованы; чтение записывается.
   *[other] { $n } заметок (последняя: { $last }). Зашифрованы; чтение записывается.
}
client-double-name = { $name }: почти такое же имя уже есть.
client-merge = Объединить с другой карточкой
client-merge-one = Объединить обе карточки
client-merge-text = Найдите вторую карточку: { $name }. Прежде чем что-то изменится, вы увидите, что получится.
client-merge-alike = Похоже на того же человека
client-merge-same-contact = Тот же телефон или почта
client-merge-same-name = Почти такое же имя
client-merge-stays = Эта карточка остаётся
client-merge-goes = Войдёт в неё
client-merge-result = Получится
client-merge-moves = Перейдёт: { $name }
client-merge-undo-text = Второй телефон или почта останутся дополнительным контактом. Объединение можно отменить из карточки.
client-merge-now = Объединить карточки
client-merge-turn = Оставить вместо неё: { $name }
client-merge-done = Карточки объединены
client-merge-undone = Снова две карточки
client-merge-self = Выберите другую карточку
client-merge-gone = Одна из этих карточек уже объединена с другой
client-joined = Карточка объединена с другой. Откройте клиента заново.
client-merge-later = Сначала отмените это объединение
client-merge-undo = Отменить объединение
client-merge-undo-of = Отменить объединение с карточкой «{ $name }»
client-merge-undo-ask = Карточек снова будет две: то, что пришло из карточки «{ $name }», вернётся в неё, а изменённое с тех пор останется на месте.
client-merge-since = Позже, { $day }, карточка «{ $name }» была объединена с карточкой «{ $into }».
client-merge-to-later = К объединению с карточкой «{ $name }»
client-merged = Объединено с карточкой «{ $name }» { $day }.
client-merge-visits = { $n ->
    [one] { $n } визит
    [few] { $n } визита
   *[other] { $n } визитов
}
client-merge-notes = { $n ->
    [one] { $n } заметка
    [few] { $n } заметки
   *[other] { $n } заметок
}
client-merge-photos = { $n ->
    [one] { $n } фото
    [few] { $n } фото
   *[other] { $n } фото
}
client-merge-messages = { $n ->
    [one] { $n } сообщение
    [few] { $n } сообщения
   *[other] { $n } сообщений
}
client-merge-subjects = { $n ->
    [one] { $n } питомец, машина или ребёнок
    [few] { $n } питомца, машины, ребёнка
   *[other] { $n } питомцев, машин, детей
}
client-merge-medical = { $n ->
    [one] { $n } медицинская заметка
    [few] { $n } медицинские заметки
   *[other] { $n } медицинских заметок
}
clients-bulk = Отметить сразу нескольких
clients-bulk-whom = Кого
clients-bulk-remove = Наоборот, снять эти метки
clients-bulk-nobody = Отметьте хотя бы одного клиента
clients-bulk-part = Или только некоторых из показанных ниже ({ $n }).
clients-bulk-matching = { $n ->
    [one] Всех, кто найден: { $n } клиента, даже если его здесь не видно
   *[other] Всех, кто найден: { $n } клиентов, и тех, кого здесь не видно
}
clients-bulk-none = Снять все отметки
clients-bulk-all = Отметить всех
clients-bulk-tagged = { $n ->
    [one] Метки изменены у { $n } клиента
    [few] Метки изменены у { $n } клиентов
   *[other] Метки изменены у { $n } клиентов
}

## Из файла

clients-import = Импорт клиентов
clients-import-lead = Перенесите список из таблицы, другой программы записи или телефона. Прежде чем что-то добавится, вы увидите, что станет с каждой строкой.
clients-import-file = Файл
clients-import-limits = CSV или визитки vCard (.vcf), до { $megabytes } МБ и { $rows } строк
clients-import-next = Дальше
clients-import-open = Ещё не закончено
clients-import-rows = { $n ->
    [one] { $n } строка
    [few] { $n } строки
   *[other] { $n } строк
}
clients-import-how = Откуда взять файл
clients-import-programs = Другая программа записи: найдите «Экспорт» у списка клиентов и выберите CSV. Выгрузки { $programs } распознаются сами; подойдёт и любой другой файл, нужно только сказать, что в каком столбце.
clients-import-excel-how = Excel, Numbers или Google Таблицы: сохраните или скачайте лист как CSV (в Excel «CSV UTF-8»).
clients-import-phone-how = Телефон: поделитесь всеми контактами в виде файла vCard (.vcf) и выберите его здесь.
clients-import-choose = Выберите файл
clients-import-empty = В этом файле ничего нет
clients-import-too-large = Выберите файл до 20 МБ. Большими визитки делают фотографии: выгрузите их без фото или по частям
clients-import-too-long = Выберите файл до 100 000 строк или разделите этот
clients-import-excel = Это файл Excel. Откройте его, сохраните как CSV (Файл → Сохранить как → CSV UTF-8) и выберите тот файл
clients-import-no-text = Это не список. Выберите файл CSV или визитки vCard (.vcf)
clients-import-crowded = Сейчас загружается сразу несколько файлов. Попробуйте через минуту
clients-import-gone = Этого файла здесь больше нет. Выберите его ещё раз
clients-import-busy = Этот импорт уже идёт
clients-import-has-faults = В некоторых строках ошибки. Согласитесь их пропустить или исправьте файл
clients-import-many-tags = В этом файле больше 300 разных меток. Выберите для них другой столбец
clients-import-about = { $file }, { $n ->
    [one] { $n } строка
    [few] { $n } строки
   *[other] { $n } строк
}
clients-import-program = Похоже на выгрузку { $program }.
clients-import-vcard = Это визитки vCard из телефона.
clients-import-map = Проверьте, что в каком столбце, и посмотрите, что добавится. Пока ничего не добавлено.
clients-import-columns = Что в столбцах
clients-import-column = Столбец { $n }
clients-import-nothing = Пропустить
clients-import-first-name = Имя без фамилии
clients-import-middle-name = Отчество
clients-import-last-name = Фамилия
clients-import-further-phone = Ещё один телефон
clients-import-further-email = Ещё одна почта
clients-import-marketing = Согласие на рекламу (да или нет)
clients-import-needs-name = Укажите, в каком столбце имя
clients-import-twice = Два столбца означают одно и то же. Выберите для одного из них другое
clients-import-rules = Как добавлять
clients-import-doubles = Кто уже есть в списке (по телефону или почте)
clients-import-doubles-leave = Оставить карточку как есть
clients-import-doubles-fill = Дописать, чего в карточке нет
clients-import-tag = Метка для всех
clients-import-tag-hint = Например, «Импорт в мае»: по ней их легко найти
clients-import-one-tag = Введите одну метку, без запятых
clients-import-dates = Даты цифрами
clients-import-day-first = Сначала день: 14.05.1990
clients-import-month-first = Сначала месяц: 05/14/1990
clients-import-reading = Буквы или столбцы выглядят не так?
clients-import-encoding = Кодировка
clients-import-delimiter = Чем разделены столбцы
clients-import-comma = Запятая
clients-import-semicolon = Точка с запятой
clients-import-tab = Табуляция
clients-import-bar = Вертикальная черта
clients-import-has-header = В первой строке названия столбцов
clients-import-again = Прочитать файл так
clients-import-check = Проверить строки
clients-import-discard = Убрать файл
clients-import-discarded = Файл убран. Ничего не добавлено
clients-import-checking = Проверяем строки…
clients-import-importing = Добавляем клиентов… Страницу можно закрыть: всё идёт само.
clients-import-failed = У нас что-то сломалось, и ничего не добавлено. Попробуйте ещё раз; если не получится снова, напишите нам.
clients-import-report = Что добавится
clients-import-new = { $n ->
    [0] Новых нет
    [one] { $n } новый клиент
    [few] { $n } новых клиента
   *[other] { $n } новых клиентов
}
clients-import-known = { $n ->
    [one] { $n } уже есть в списке, карточка останется как есть
    [few] { $n } уже есть в списке, карточки останутся как есть
   *[other] { $n } уже есть в списке, карточки останутся как есть
}
clients-import-known-fill = { $n ->
    [one] { $n } уже есть в списке, допишем, чего в карточке нет
    [few] { $n } уже есть в списке, допишем, чего в карточках нет
   *[other] { $n } уже есть в списке, допишем, чего в карточках нет
}
clients-import-twice-n = { $n ->
    [one] { $n } строка повторяет человека выше по файлу
    [few] { $n } строки повторяют людей выше по файлу
   *[other] { $n } строк повторяют людей выше по файлу
}
clients-import-wrong = { $n ->
    [one] { $n } строка с ошибкой
    [few] { $n } строки с ошибками
   *[other] { $n } строк с ошибками
}
clients-import-faults = Ошибки
clients-import-row = Строка
clients-import-heading = Столбец
clients-import-value = Там стоит
clients-import-fault = Что сделать
clients-import-first-faults = Это первые ошибки, всего показано { $n }.
clients-import-faults-hint = Исправьте их в файле и выберите его снова, поставьте у столбца «Пропустить» или импортируйте остальное без этих строк.
clients-import-wrong-rows = { $n ->
    [one] Скачать эту строку
    [few] Скачать эти { $n } строки
   *[other] Скачать эти { $n } строк
}
clients-import-lately = Загружено недавно
clients-import-undo = { $n ->
    [one] Отменить эту загрузку: { $n } карточка
    [few] Отменить эту загрузку: { $n } карточки
    [many] Отменить эту загрузку: { $n } карточек
   *[other] Отменить эту загрузку: { $n } карточки
}
clients-import-undo-text = Карточки из этого списка исчезнут, кроме тех, где уже есть визиты или что-то изменилось. Дополнения к прежним карточкам останутся.
clients-import-undoing = Убираем карточки… Страницу можно закрыть: всё идёт само.
clients-import-undone = { $n ->
    [one] Загрузка отменена: удалена { $n } карточка
    [few] Загрузка отменена: удалены { $n } карточки
   *[other] Загрузка отменена: удалено { $n } карточек
}
clients-import-undone-visits = { $n ->
    [one] { $n } осталась: там есть визиты.
   *[other] { $n } осталось: там есть визиты.
}
clients-import-undone-changed = { $n ->
    [one] { $n } осталась: с тех пор в ней что-то записали или клиенту что-то отправили.
   *[other] { $n } осталось: с тех пор в них что-то записали или клиентам что-то отправили.
}
clients-import-undone-filled = { $n ->
    [one] В { $n } прежней карточке остаётся то, чем её дополнили.
   *[other] В { $n } прежних карточках остаётся то, чем их дополнили.
}
clients-import-no-name = Добавьте имя
clients-import-name-lines = Перенос строки в имени: возможно, перед ним не закрыта кавычка
clients-import-quote-open = Кавычка в этой строке не закрыта, поэтому в неё попали все следующие строки. Закройте или уберите её
clients-import-phone-rounded = Таблица округлила этот номер. Задайте столбцу формат «текст» и выгрузите ещё раз
clients-import-start = { $n ->
    [0] Дописать карточки
    [one] Импортировать { $n } клиента
    [few] Импортировать { $n } клиентов
   *[other] Импортировать { $n } клиентов
}
clients-import-start-without = { $n ->
    [0] Пропустить эти строки и дописать карточки
    [one] Пропустить эти строки и импортировать { $n } клиента
    [few] Пропустить эти строки и импортировать { $n } клиентов
   *[other] Пропустить эти строки и импортировать { $n } клиентов
}
clients-import-nothing-new = Добавлять некого.
clients-import-done = { $n ->
    [0] Новых клиентов не добавлено
    [one] Добавлен { $n } клиент
    [few] Добавлено { $n } клиента
   *[other] Добавлено { $n } клиентов
}
clients-import-filled = { $n ->
    [one] { $n } карточка дополнена
    [few] { $n } карточки дополнены
   *[other] { $n } карточек дополнено
}
clients-import-left = { $n ->
    [one] { $n } карточка осталась как есть
    [few] { $n } карточки остались как есть
   *[other] { $n } карточек остались как есть
}
clients-import-left-out = { $n ->
    [one] { $n } строка пропущена
    [few] { $n } строки пропущены
   *[other] { $n } строк пропущено
}
clients-import-another = Импортировать ещё файл
client-marketing-import = Разрешена: так сказано в файле, импортированном { $day }
clients-import-emergency = Экстренный контакт
clients-import-emergency-phone = Телефон экстренного контакта

## В файл

clients-export = Экспорт клиентов
clients-export-lead = Файл со списком для таблицы: имена, контакты, метки, заметки, суммы. Медицинских заметок и фото в нём нет. Каждый экспорт записывается.
clients-export-delimiter-hint = Если таблица показывает всё в одном столбце, выберите другой вариант
clients-export-now = Скачать файл
clients-export-marketing = Реклама
clients-export-blocked = В чёрном списке с
clients-more = Ещё
clients-bulk-undone = Отменено: метки такие же, как были.
clients-tags-all = Все метки
clients-tags-empty = Меток пока нет
clients-tags-empty-text = Напишите в карточке свои слова, например «VIP» или «с собакой», и они появятся здесь.
clients-tag-change = Изменить «{ $name }»
clients-tag-name = Название метки
clients-tag-name-hint = Если так уже называется другая метка, можно их объединить
clients-tag-known = { $n ->
    [0] Метка «{ $name }» уже есть, но её ни у кого нет. Объединить обе?
    [one] Метка «{ $name }» уже есть, она у { $n } клиента. Объединить обе? Отменить это нельзя.
   *[other] Метка «{ $name }» уже есть, она у { $n } клиентов. Объединить обе? Отменить это нельзя.
}
client-tag-known = Так уже называется другая метка
clients-tag-join = Объединить
clients-tag-joined = Теперь это одна метка: { $name }
clients-tag-delete = Удалить метку
clients-tag-delete-text = { $n ->
    [0] Её ни у кого нет.
    [one] Метка снимется с { $n } клиента. Карточка останется. Отменить это нельзя.
   *[other] Метка снимется с { $n } клиентов. Карточки останутся. Отменить это нельзя.
}
clients-tag-deleted = Метка { $name } удалена

## Одно сообщение многим

clients-mailing = Рассылка
clients-mailing-lead = Уйдёт по почте тем, кто дал согласие на рекламу и не в чёрном списке. В каждом письме есть ссылка, чтобы отказаться.
clients-mailing-subject = Тема
clients-mailing-body = Сообщение
clients-mailing-body-hint = Вместо {"{"}name{"}"} будет имя клиента. Пустая строка начинает новый абзац.
clients-mailing-next = Дальше
clients-mailing-ask = { $n ->
    [one] Отправить { $n } клиенту?
    [few] Отправить { $n } клиентам?
   *[other] Отправить { $n } клиентам?
}
clients-mailing-send = { $n ->
    [one] Отправить { $n } клиенту
    [few] Отправить { $n } клиентам
   *[other] Отправить { $n } клиентам
}
clients-mailing-edit = Назад к тексту
clients-mailing-leave-hint = Под текстом будут название и адрес вашего кабинета и ссылка для отказа. Письма уходят одно за другим.
clients-mailing-example = Анна
clients-mailing-nobody = Здесь нет никого с согласием на рекламу и почтой. Сначала отметьте согласие в карточках
clients-mailing-unknown = В фигурных скобках может стоять только { "{" }name{ "}" }: вместо этого подставится имя клиента
clients-mailing-unknown-one = { $found } здесь ничего не значит и так и уйдёт клиентам. Может быть, { "{" }name{ "}" }?
clients-mailing-language = На каком языке
clients-mailing-language-hint = Только те, кому вы пишете на этом языке. Ниже тот же текст можно написать на других языках.
clients-mailing-main = Текст выше написан на языке
clients-mailing-others = То же на других языках (необязательно)
clients-mailing-others-hint = Каждый получит текст на своём языке, если вы напишете его здесь; остальные получат текст, который стоит выше.
clients-mailing-any-language = На любом
clients-mailing-languages = { $languages }: на их языке текста нет, они получат первый текст как есть. Вернитесь, чтобы добавить его или выбрать один язык.
clients-mailing-stop = Остановить
clients-mailing-under-way = Отправлено { $sent } из { $n }
clients-mailing-stopped = { $n ->
    [0] Останавливать уже нечего: всё ушло
    [one] Остановлено: { $n } письмо не уйдёт
    [few] Остановлено: { $n } письма не уйдут
   *[other] Остановлено: { $n } писем не уйдёт
}
clients-mailing-changed = Число получателей тем временем изменилось. Посмотрите ещё раз
clients-mailing-limit = Получится больше 2000 писем за день. Выберите метку или отправьте остальное завтра
clients-mailing-sent = { $n ->
    [one] Отправляем { $n } клиенту
    [few] Отправляем { $n } клиентам
   *[other] Отправляем { $n } клиентам
}
clients-mailing-sent-before = Это сообщение уже отправлено
clients-mailing-latest = Отправлено раньше
mail-mailing-book = Записаться
mail-mailing-foot = Вы получили это письмо, потому что согласились получать новости: { $practice }.
mail-mailing-leave = Больше не присылать новости
unsubscribe-title = Больше не присылать новости?
unsubscribe-text = { $practice }: новостей и предложений больше не будет. Сообщения о ваших визитах останутся.
unsubscribe-now = Не присылать
unsubscribe-done = Новостей больше не будет
unsubscribe-done-text = { $practice }: новости и предложения больше не приходят. Сообщения о ваших визитах останутся.
unsubscribe-again = Это ошибка, присылайте
