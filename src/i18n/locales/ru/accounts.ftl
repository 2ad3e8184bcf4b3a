### Регистрация и вход, учётная запись, люди практики и путь по настройкам.

settings-title = Настройки
settings-practice = Практика
settings-hours = Часы работы
settings-rules = Онлайн-запись
settings-services = Услуги и цены
settings-members = Люди и роли
settings-account = Ваша учётная запись
settings-practice-sub = Название, адрес, контакты, ссылка на запись
settings-hours-sub = Со скольких до скольких, по дням недели
settings-overrides-sub = Праздники, выходные, другие часы в один из дней
settings-blocks-sub = Обед, время для себя, всё, что повторяется
settings-rules-sub = За сколько записываться и до какого срока отменять
settings-services-sub = Что вы делаете, сколько это длится и стоит
settings-members-sub = Кто здесь работает и что может делать
settings-account-sub = Имя, язык, почта, пароль, устройства

## Регистрация

signup-title = Начните свою практику
signup-lead = Через несколько минут клиенты смогут записываться к вам онлайн.
signup-name = Ваше имя
signup-name-hint = Клиенты увидят его на странице записи. Потом его можно изменить.
signup-button = Создать учётную запись
signup-have-account = Уже с нами?
signup-mailed = Мы отправили письмо на { $email }. Нажмите в нём кнопку, чтобы подтвердить адрес.
email-label = Почта
email-required = Введите адрес почты
name-required = Введите имя или название
password-required = Введите пароль
password-label = Пароль
password-hint = Не короче 10 символов. Хорошо подойдут несколько случайных слов.
password-too-long = Выберите пароль покороче
password-too-common = Такой пароль есть у многих. Придумайте другой.

## Вход

login-title = С возвращением
login-lead = Войдите, чтобы открыть свой день.
login-remember = Это моё устройство
login-remember-hint = Вход сохранится на 30 дней, иначе — не дольше чем на 12 часов.
login-forgot = Забыли пароль?
login-no-account = Вы у нас впервые?
login-start = Начать практику
login-back = Ко входу
login-wrong = Почта или пароль не подходят. Проверьте их и попробуйте ещё раз.
login-locked = Слишком много попыток. Подождите четверть часа или задайте новый пароль по почте.
login-code-title = Ещё один шаг
login-code-lead = Откройте приложение с кодами и введите код для Aureli Solo.
login-code-label = Код из 6 цифр
login-code-wrong = Этот код не подходит или уже использован. Дождитесь следующего и введите его.
login-code-recovery = Ввести запасной код
login-code-app = Ввести код из приложения
login-recovery-lead = Введите один из кодов, которые вы сохранили, когда включали вход с кодом. Каждый действует один раз.
login-recovery-label = Запасной код
login-again = Войти в другую учётную запись

## Пароли

confirm-title = Это вы?
confirm-lead = Чтобы продолжить, введите пароль ещё раз.
confirm-or-code = Или код из приложения
confirm-or-code-hint = Достаточно одного из двух
reset-title = Новый пароль
reset-lead = Укажите почту, и мы пришлём ссылку, по которой можно задать новый пароль.
reset-button = Отправить ссылку
reset-sent-title = Проверьте почту
reset-sent-text = Если с этим адресом есть учётная запись, письмо со ссылкой уже в пути. Ссылка действует один раз, полчаса.
reset-sent-hint = Ничего не приходит? Загляните в спам и проверьте, тот ли адрес вы указали.
reset-sent-again = Отправить ещё раз
reset-edit-title = Задайте новый пароль
reset-edit-lead = После этого вход на всех устройствах закончится, и войти можно будет с новым паролем.
reset-done = Новый пароль задан. Войдите с ним.
password-title = Смена пароля
password-current = Нынешний пароль
password-new = Новый пароль
password-save = Сохранить пароль
password-end-others = Выйти на других моих устройствах
password-changed = Пароль изменён
password-wrong = Это не ваш нынешний пароль

## Ссылки из писем

link-dead-title = Эта ссылка больше не действует
link-dead-text = Она уже использована или устарела. Войдите, чтобы получить новую.
link-dead-renew = Новая ссылка
link-dead-invitation = Она уже использована или устарела. Попросите отправить приглашение ещё раз.
link-dead-reset = Она уже использована или устарела. Запросите новую, она придёт на почту.
verify-title = Подтвердите почту
verify-text = { $email } — ваш адрес? Тогда нажмите кнопку.
verify-button = Да, подтвердить
verify-done-title = Почта подтверждена
verify-done-text = Адрес { $email } — ваш. Больше ничего не нужно.
verify-join-title = У вас уже есть учётная запись
verify-join-text = Адрес { $email } принадлежит учётной записи, которая была раньше. Мы можем добавить в неё практику, которую вы только что начали: { $practice }. Входить нужно будет с прежним паролем.
verify-join-button = Добавить в мою учётную запись
verify-joined = Практика теперь в вашей учётной записи. Войдите с прежним паролем.
verify-change-title = Подтвердите новую почту
verify-change-text = Теперь для входа будет { $to } вместо { $from }.
verify-change-button = Использовать этот адрес
verify-change-done = Почта изменена
verify-taken-title = С этим адресом уже есть учётная запись
verify-taken-text = Один адрес — одна учётная запись. Войдите с ним или выберите для этой записи другой адрес.

## Приглашения

invitation-title = Приглашение: { $practice }
invitation-lead = В эту практику приглашают { $email }. Роль: { $role }.
invitation-as = Вы присоединитесь как { $name } ({ $email }).
invitation-sign-in = С этим адресом уже есть учётная запись. Войдите, и вы вернётесь сюда.
invitation-button = Принять приглашение
invitation-joined = Добро пожаловать: { $practice }

## Практики

tenants-title = Ваши практики
tenants-none = Сейчас у вас нет ни одной практики. Начните свою или попросите приглашение.
tenants-here = вы здесь
tenants-open = Открыть
tenants-open-one = Открыть: { $name }
tenants-new = Ещё одна практика
tenants-name = Название практики
tenants-create = Начать практику

## Учётная запись

account-name = Ваше имя
account-about = О вас
account-safety = Вход
account-unverified = Адрес { $email } ещё не подтверждён. Нажмите кнопку в письме, которое мы туда отправили.
account-unproved = Пока адрес { $email } не подтверждён, письма о записях туда не приходят. Нажмите кнопку в письме, которое мы отправили.
account-other-email = Изменить адрес
account-verify-again = Отправить письмо ещё раз
account-password-sub = Сменить пароль
account-factor-on = Включён
account-factor-off = Выключен. Включите, чтобы чужие не вошли, даже если узнают пароль
account-sessions-sub = Где выполнен вход
account-tenants-sub = { $n ->
    [one] { $n } практика
    [few] { $n } практики
    [many] { $n } практик
   *[other] { $n } практики
}
email-title = Смена почты
email-now = Сейчас для входа служит { $email }.
email-new = Новая почта
email-new-hint = Мы отправим туда ссылку. Адрес изменится, когда вы нажмёте кнопку в письме.
email-button = Отправить ссылку
email-same = Это и есть ваш адрес
email-mailed = Мы отправили письмо на { $email }. Адрес изменится, когда вы нажмёте в нём кнопку.

second-factor-title = Вход с кодом
second-factor-lead = Кроме пароля вы вводите код из приложения на телефоне. Кто узнает ваш пароль, всё равно не войдёт.
second-factor-apps = Понадобится приложение с кодами, например Google Authenticator, Яндекс Ключ, 2FAS или Aegis.
second-factor-begin = Настроить
second-factor-scan = 1. Отсканируйте это приложением
second-factor-picture = Картинка с ключом для приложения
second-factor-here = Приложение на этом устройстве
second-factor-by-hand = Или введите ключ в приложение вручную:
second-factor-then = 2. Введите код из приложения
second-factor-enable = Включить
second-factor-code-wrong = Этот код не подходит. Проверьте время на телефоне и введите код, который приложение показывает сейчас.
second-factor-is-on = Вход с кодом включён
second-factor-left = { $n ->
    [0] Все запасные коды использованы. Создайте новые, иначе без телефона вы не войдёте.
    [one] Остался { $n } запасной код — на случай, если телефона не будет под рукой.
    [few] Осталось { $n } запасных кода — на случай, если телефона не будет под рукой.
    [many] Осталось { $n } запасных кодов — на случай, если телефона не будет под рукой.
   *[other] Осталось { $n } запасного кода — на случай, если телефона не будет под рукой.
}
second-factor-renew = Создать новые запасные коды
second-factor-disable-title = Выключить
second-factor-disable-text = Тогда для входа будет достаточно пароля.
second-factor-disable = Выключить
second-factor-disabled = Вход с кодом выключен
recovery-title = Запасные коды
recovery-text = Сохраните эти коды там, где их найдёте только вы: распечатайте или положите в менеджер паролей. Если телефон потеряется, каждый код впустит вас один раз. Больше они не покажутся.
recovery-done = Коды сохранены

sessions-title = Устройства
sessions-lead = Здесь выполнен вход. Если какое-то устройство вам незнакомо, завершите вход на нём и смените пароль.
sessions-end-others = Выйти на всех остальных
session-this = это устройство
session-unknown = Неизвестное устройство
session-seen = последний раз { $day }, { $time }
session-end = Завершить
session-end-one = Завершить вход: { $device }
session-ended = Вход там завершён
session-others-ended = На всех остальных устройствах вход завершён

## Люди и роли

members-count = { $n ->
    [one] { $n } человек
    [few] { $n } человека
    [many] { $n } человек
   *[other] { $n } человека
}
members-invitations = Приглашения
members-until = действует до { $day }
members-revoke = Отозвать
members-revoke-one = Отозвать приглашение для { $email }
members-revoked = Приглашение отозвано
members-invite-title = Пригласить человека
members-invite-lead = Придёт письмо со ссылкой, которая действует семь дней.
members-invite = Отправить приглашение
members-invited = Приглашение отправлено на { $email }
members-already = Этот человек уже здесь
members-prove-first = Сначала подтвердите свой адрес: откройте ссылку из нашего письма или запросите новую в разделе «Аккаунт». После этого можно приглашать людей.
members-remove-title = Убрать из практики
members-remove-text = { $name } больше не сможет открывать эту практику. Визиты и клиенты останутся как есть.
members-remove = Убрать
members-removed = Доступ закрыт: { $name }
members-last-owner = Практике нужен владелец. Сначала назначьте владельцем кого-то ещё.

role-label = Роль
role-owner = Владелец
role-owner-about = Может всё, в том числе приглашать людей и менять роли
role-manager = Управляющий
role-manager-about = Ведёт практику: календарь, клиенты, услуги, часы, настройки
role-operator = Администратор
role-operator-about = Работает с календарём и клиентами, выставляет счета, принимает оплату
role-content = Контент
role-content-about = Описывает услуги и ставит цены; клиентов не видит
role-finance = Финансы
role-finance-about = Выставляет счета, принимает оплату, возвращает деньги, меняет реквизиты; видит визиты и клиентов без телефонов и почты
role-integrations = Интеграции
role-integrations-about = Подключает другие программы; клиентов не видит
role-read-only = Наблюдатель
role-read-only-about = Видит календарь, счета и платежи, клиентов — без телефонов и почты; ничего не меняет

## Письма об учётной записи

account-mail-foot = Вы получили это письмо, потому что ваш адрес указали в Aureli Solo.
account-mail-alarm-note = Если это были не вы, сразу задайте новый пароль: в вашу учётную запись вошёл кто-то другой.
account-mail-verify-subject = Подтвердите почту
account-mail-verify-lead = { $name }, добро пожаловать в Aureli Solo. Нажмите кнопку, чтобы подтвердить, что этот адрес ваш.
account-mail-verify-button = Подтвердить адрес
account-mail-verify-note = Ссылка действует три дня. Если вы не регистрировались, ничего не делайте: без подтверждения адрес ни за кем не закрепится.
account-mail-known-subject = У вас уже есть учётная запись
account-mail-known-lead = { $name }, с этим адресом только что зарегистрировались, а у вас с ним уже есть учётная запись. Если это были вы, добавьте новую практику в неё или просто войдите с прежним паролем.
account-mail-known-button = Добавить практику в мою учётную запись
account-mail-known-note = Если это были не вы, ничего не делайте: с вашей учётной записью всё по-прежнему.
account-mail-reset-subject = Новый пароль
account-mail-reset-lead = { $name }, нажмите кнопку, чтобы задать новый пароль.
account-mail-reset-button = Задать новый пароль
account-mail-reset-note = Ссылка действует один раз, полчаса. Если вы об этом не просили, ничего не делайте: пароль останется прежним.
account-mail-change-subject = Подтвердите новую почту
account-mail-change-lead = { $name }, нажмите кнопку, чтобы теперь входить с этим адресом.
account-mail-change-button = Использовать этот адрес
account-mail-change-note = Ссылка действует сутки. Если вы об этом не просили, ничего не делайте.
account-mail-changed-subject = Ваша почта изменена
account-mail-changed-lead = { $name }, у вашей учётной записи теперь другой адрес почты. Этот больше не используется.
account-mail-password-subject = Ваш пароль изменён
account-mail-password-lead = { $name }, пароль вашей учётной записи только что изменён.
account-mail-password-button = Это не я: задать новый пароль
account-mail-factor-on-subject = Вход с кодом изменён
account-mail-factor-on-lead = { $name }, вход с кодом включён, и для вашей учётной записи созданы новые запасные коды.
account-mail-factor-off-subject = Вход с кодом выключен
account-mail-factor-off-lead = { $name }, теперь для входа в вашу учётную запись достаточно пароля.
account-mail-warning-subject = Кто-то пытается войти
account-mail-warning-lead = { $name }, для вашей учётной записи несколько раз подряд ввели неверный пароль. Попытки оттуда мы на время остановили; со своих устройств вы войдёте как обычно.
account-mail-warning-button = Задать новый пароль
account-mail-warning-note = Если это были вы, просто подождите четверть часа. Если нет — ваш пароль выстоял; пусть он будет длинным и только для этой учётной записи.
account-mail-invite-subject = Приглашение: { $practice }
account-mail-invite-lead = { $who } приглашает вас в практику «{ $practice }» в Aureli Solo. Ваша роль: { $role }.
account-mail-invite-lead-own = { $who } приглашает вас к себе в практику в Aureli Solo. Ваша роль: { $role }.
account-mail-invite-button = Посмотреть приглашение
account-mail-invite-note = Ссылка действует семь дней. Если вы не знаете, кто это, ничего не делайте.

# The log
settings-audit = Журнал
settings-audit-sub = Кто, что и когда делал
audit-by-user = Человек, которого здесь уже нет
audit-by-client = Клиент
audit-by-system = Автоматически
audit-by-api = Программа
audit-tenant-created = Практика создана
audit-tenant-updated = Изменены настройки практики
audit-member-invited = Отправлено приглашение
audit-member-joined = Новый участник
audit-member-changed = Изменена роль или приглашение участника
audit-member-removed = Участник удалён
audit-user-signed-in = Вход
audit-user-sign-in-failed = Неудачная попытка входа
audit-user-signed-out = Выход
audit-user-password-changed = Изменён пароль
audit-user-email-changed = Изменён адрес почты
audit-user-second-factor-changed = Изменён второй шаг входа
audit-service-created = Добавлена услуга
audit-service-updated = Изменена услуга
audit-service-deleted = Удалена услуга
audit-schedule-updated = Изменено расписание
audit-client-created = Добавлен клиент
audit-client-updated = Изменена карточка клиента
audit-appointment-created = Создана запись
audit-appointment-status-changed = Изменён статус записи
audit-appointment-moved = Визит перенесён
audit-appointment-updated = Запись изменена
audit-appointment-client-confirmed = Клиент подтвердил визит
audit-message-sent = Сообщение отправлено
audit-message-failed = Сообщение не доставлено
audit-message-reworded = Текст сообщения изменён
audit-message-stopped = Отправка сообщения остановлена
audit-message-released = Остановленное сообщение всё же отправляется
audit-message-template-changed = Тексты сообщений изменены
audit-media-added = Добавлены файлы
audit-media-updated = Файл изменён
audit-media-deleted = Файл удалён
audit-media-restored = Файл восстановлен
audit-media-original-read = Скачан оригинал
audit-media-published = Файл опубликован
audit-media-unpublished = Файл убран с публичной страницы
audit-portfolio-arranged = Изменён порядок фотографий на публичной странице
audit-media-shared = Файлом поделились
audit-media-share-revoked = Общая ссылка отозвана
audit-client-noted = Изменена заметка о клиенте
audit-client-tagged = Изменены метки клиента
audit-client-blocked = Клиент заблокирован
audit-client-unblocked = Клиент разблокирован
audit-client-refused = Заблокированному клиенту отказано
audit-client-marketing-changed = Изменено согласие клиента на рекламу
audit-client-page-sent = Клиенту отправлена ссылка на его страницу
audit-client-exported = Выгружены данные клиента
audit-client-erased = Данные клиента удалены
audit-client-locked = Карточка клиента закрыта
audit-client-unlocked = Карточка клиента открыта
audit-practice-exported = Выгружены все данные
audit-privacy-rules-changed = Изменены сроки хранения
audit-form-created = Создана форма
audit-form-updated = Форма изменена
audit-form-published = Опубликована версия формы
audit-consent-requested = Запрошена подпись
audit-consent-sent = Отправлена ссылка на подпись
audit-consent-dropped = Запрос подписи отозван
audit-consent-handed-over = Устройство передано для подписи
audit-consent-signed = Форма подписана
audit-consent-read = Прочитаны подписанные ответы
audit-consent-withdrawn = Согласие отозвано
audit-consent-expired = Срок согласия истёк
audit-consent-erased = Подписанный документ уничтожен
audit-client-subject-changed = Изменено то, с чем приходит клиент
audit-client-linked = Изменена семья клиента
audit-waitlist-joined = Клиент добавлен в лист ожидания
audit-waitlist-changed = Изменено пожелание в листе ожидания
audit-waitlist-left = Клиент больше не в листе ожидания
audit-waitlist-offered = Свободное время предложено листу ожидания
audit-waitlist-declined = От предложенного времени отказались
audit-waitlist-booked = У клиента из листа ожидания есть визит
audit-client-medical-noted = Изменены медицинские заметки клиента
audit-client-medical-read = Прочитаны медицинские заметки клиента
audit-client-merged = Две карточки объединены
audit-client-unmerged = Две карточки снова разделены
audit-client-fields-changed = Изменены свои поля карточки
audit-clients-imported = Импортированы клиенты
audit-clients-exported = Экспортирован список клиентов
audit-clients-mailed = Отправлена рассылка клиентам
audit-clients-mailing-stopped = Рассылка остановлена
audit-clients-tagged = Изменены метки нескольких клиентов
audit-clients-import-undone = Загрузка списка клиентов отменена
audit-tag-changed = Метка переименована, объединена или удалена
