media-title = Фото
media-title-of = Фото: { $name }
media-back-to-card = Назад к карточке
media-back = Назад к фото
media-add = Добавить фото
media-camera = Камера
media-stage = Момент
media-before = До
media-after = После
media-other = Другое
media-alt = { $stage }, { $date }
media-document = Документ
media-documents = Документы
media-choose = Фото или PDF
media-pick = Выбрать фото
media-choose-hint = Можно несколько сразу, до 15 МБ каждое. JPEG, PNG, WebP или PDF; HEIC, если браузер умеет его читать.
media-send = Добавить
media-none = Фото пока нет
media-none-text = Здесь будут фото до и после по визитам; видит их только ваша практика.
media-save = Сохранить файл
media-older = Более ранние фото
media-private = только в карточке
media-about = Об этом файле
media-file = Файл
media-pixels = Размер
media-delete = Удалить
media-deleted = Удалено. Можно вернуть в течение семи дней.
media-deleted-title = Недавно удалённые
media-deleted-text = Через семь дней после удаления исчезают навсегда; можно и сразу. До тех пор занимают место.
media-purge = Удалить навсегда
media-purged = Удалено навсегда.
media-restore = Вернуть
media-restored = Файл снова на месте.
media-there-again = Тем временем это же фото добавлено снова.
media-picked-hint = Отметьте два фото, чтобы сравнить, или любые фото и документы, чтобы показать клиенту.
media-compare = Сравнить
media-compare-title = Два фото
media-compare-of = Два фото: { $name }
media-compare-two = Отметьте два фото, чтобы сравнить.
media-compare-slider = Какая часть фото «до» видна
media-compare-show = Что видно
media-compare-before = До
media-compare-half = Пополам
media-compare-after = После
media-share = Поделиться
media-share-for = Ссылка работает
media-days = { $n ->
    [one] { $n } день
    [few] { $n } дня
    [many] { $n } дней
   *[other] { $n } дня
}
media-share-none = Сначала отметьте, чем хотите поделиться.
media-shares = Открыто клиенту
media-share-row = { $n ->
    [one] { $n } файл, до: { $until }
    [few] { $n } файла, до: { $until }
    [many] { $n } файлов, до: { $until }
   *[other] { $n } файла, до: { $until }
}
media-share-end = Закрыть доступ
media-share-ended = Ссылка больше ничего не показывает.
media-share-gone-title = Ссылка больше не действует
media-share-gone-text = Здесь больше ничего не показывается. Попросите новую ссылку.
media-link-title = Ссылка для клиента
media-link-text = Кто откроет ссылку, увидит отмеченное и ничего больше. Она показана только сейчас; закрыть доступ можно на странице фото.
media-link = Ссылка
media-copy = Скопировать ссылку
media-copied = Ссылка скопирована
media-open = Открыть
media-shared-title = Ваши фото и документы
media-shared-until = Последний день ссылки: { $until }. Всё, что здесь есть, видит каждый, у кого она есть.
media-shared-none = Здесь ничего нет.
media-camera-view = Камера
media-ghost = Прошлое фото как ориентир
media-shoot = Снять
media-turn = Другая камера
media-no-camera = Камера здесь недоступна. Выберите фото ниже или разрешите камеру в настройках браузера.
media-queue = Фото в пути
media-queue-waiting = Ждёт очереди
media-queue-sending = Отправляется
media-queue-making = Готовится
media-queue-done = Добавлено
media-queue-there = Уже есть в карточке
media-queue-offline = Нет сети. Продолжится само.
media-queue-retry = Повторить
media-queue-remove = Убрать из списка
media-queue-failed = Не дошло. Попробуйте ещё раз.
media-queue-signed-out = Вход на сайт истёк. Войдите снова в другой вкладке и повторите здесь.
media-queue-many = За один раз не больше { $max } файлов. Не вошло: { $n }. Выберите их снова, когда дойдут эти.
media-queue-refused = Не принято
media-queue-retry-all = Повторить все
media-queue-remove-all = Убрать из списка всё, что не дошло
media-queue-all = Все фото на месте.
media-added = { $n ->
    [one] Добавлен { $n } файл.
    [few] Добавлено { $n } файла.
    [many] Добавлено { $n } файлов.
   *[other] Добавлено { $n } файла.
}
media-were-there = { $n ->
    [one] { $n } файл уже есть в карточке.
    [few] { $n } файла уже есть в карточке.
    [many] { $n } файлов уже есть в карточке.
   *[other] { $n } файла уже есть в карточке.
}
media-not-taken = { $name }: { $why }
media-choose-first = Сначала выберите фото.
media-form-many = За один раз { $max } файлов. Остальные отправьте после этих.
media-form-large = Слишком много сразу. Отправляйте меньше фото за раз.
media-empty-file = Файл пуст.
media-too-large = Больше 15 МБ. Выберите картинку поменьше.
media-too-many-pixels = Больше 40 мегапикселей. Выберите картинку поменьше.
media-too-many = Слишком много файлов в пути. Подождите, пока часть дойдёт.
media-wrong-ending = Имя файла не подходит к содержимому. Выберите исходное фото.
media-heic = Этот браузер не читает фото HEIC. Сохраните его как JPEG или включите в камере «Наиболее совместимый» формат.
media-video = Видео здесь не хранится. Выберите фото.
media-markup = Это страница или рисунок, а не фото. Выберите JPEG, PNG или WebP.
media-unknown = Это не фото и не PDF. Выберите JPEG, PNG, WebP или PDF.
media-broken = Файл повреждён или обрезан. Выберите исходный.
media-broken-transfer = Файл дошёл с повреждениями. Отправьте ещё раз.
media-incomplete = Файл дошёл ещё не весь.
media-busy = Готовится много фото сразу. Через минуту продолжится.
media-limit = Место вашей практики закончилось. Удалите часть фото навсегда или попросите больше места.
media-disk-full = На сервере сейчас нет места. Ничего не потеряно, попробуйте позже.
media-store-away = Хранилище фото недоступно. Ничего не потеряно, попробуйте через минуту.
media-storage = Фото и файлы
media-storage-sub = Сколько занято
media-storage-used = Занято { $used } из { $limit }
media-storage-files = { $n ->
    [one] { $n } файл
    [few] { $n } файла
    [many] { $n } файлов
   *[other] { $n } файла
}
media-storage-text = Фото хранятся зашифрованными, в трёх размерах и целиком, и считается всё. Удалённое считается, пока не исчезнет навсегда, через семь дней.
media-card = До и после
media-all = Все фото
media-megabytes = { $n } МБ
media-gigabytes = { $n } ГБ
media-work = Работы
media-work-alt = { $stage }: { $what }
media-portfolio = Фото на вашей странице
media-portfolio-sub = Что посторонние видят из ваших работ
media-portfolio-text = Эти фото стоят на вашей публичной странице. Каждое видно, только пока это допускает подписанное клиентом разрешение на фото, и исчезает сразу, как только оно отозвано.
media-portfolio-none = На вашей странице пока нет фото
media-portfolio-none-text = Откройте фото клиента, отметьте нужные и выберите «Показать на моей странице». Сначала клиент подписывает разрешение на фото.
media-portfolio-order-text = На вашей странице они стоят в этом порядке: сначала пары, потом отдельные фото. Имён посетители не видят.
media-portfolio-up = Поднять фото: { $name }
media-portfolio-down = Опустить фото: { $name }
media-portfolio-ended = Разрешение на фото больше не действует. Эти фото не показываются.
media-portfolio-pick = Сначала отметьте фото.
media-portfolio-show = Показать на моей странице
media-portfolio-take-off = Убрать с моей страницы
media-portfolio-since = На вашей публичной странице, с: { $date }.
media-portfolio-may = Подписанное клиентом разрешение допускает показ на вашей публичной странице.
media-portfolio-no-consent = Чтобы показывать фото на вашей странице, клиент сначала подписывает разрешение на фото, которое это допускает.
media-portfolio-ask = Попросить разрешение
media-portfolio-added = Теперь на вашей публичной странице.
media-portfolio-removed = На вашей публичной странице этого больше нет.
