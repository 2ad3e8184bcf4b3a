### Публичный сайт: страница и запись.

booking-name-given = Запись на имя «{ $name }».
booking-phone-or-email = Укажите телефон или адрес почты
booking-time-over = Это время уже прошло. Выберите другое.
booking-too-soon = До этого времени осталось слишком мало: через сайт уже не записаться.
booking-too-far = Запись на этот день ещё не открыта.
booking-just-taken = Это время только что заняли.
booking-not-offered = На это время записаться нельзя.
booking-not-now = Сейчас новые записи через сайт не принимаются.
booking-refused = Эту запись нельзя сделать через сайт. Позвоните или напишите нам, и мы подберём время.
booking-too-many = Только что отсюда было несколько записей. Подождите десять минут и нажмите кнопку ещё раз: всё введённое сохранится.
booking-once-more = Ещё раз: нажмите кнопку снова. Всё введённое сохранено.
booking-sent-already = С этой формы запись уже сделана. Нажмите кнопку ещё раз, если нужна ещё одна.
booking-service-gone = Этой услуги больше нет. Выберите другую.

booking-title = Запись: { $practice }
booking-steps = Запись, шаг { $step } из { $of }
booking-step-service = Услуга
booking-step-time = Время
booking-step-details = Контакты
booking-step-booked = Готово

booking-book = Записаться
booking-request = Отправить заявку
booking-call = Позвонить: { $phone }
booking-next-free = { $service }, ближайшее свободное время:
booking-hours = Часы работы
booking-place = Где мы и как позвонить
booking-map = Показать на карте
booking-closed = закрыто
booking-free = Бесплатно
booking-with-tax = { $price } с налогом
booking-prices-with-tax = Налог уже входит в цены.
booking-price-from = от { $price }

booking-what = Что будем делать?
booking-when = Когда вам удобно?
booking-extras = Добавить к услуге
booking-extras-apply = Показать время
booking-soonest = Ближайшее свободное время
booking-nearest = Ближайшее к этому времени
booking-moment = { $day }, { $time }
booking-free-times = { $n ->
    [one] свободное окно
    [few] свободных окна
    [many] свободных окон
   *[other] свободного окна
}
booking-full = занято
booking-no-booking = записи на этот день нет
booking-morning = Утро
booking-afternoon = День
booking-evening = Вечер
booking-day = День
booking-times-on = Время: { $day }
booking-day-full = { $day }: всё занято
booking-day-closed = { $day }: закрыто
booking-week-before = Предыдущая неделя, { $week }
booking-week-after = Следующая неделя, { $week }
booking-no-week-before = Более ранней недели нет
booking-no-week-after = Более поздней недели нет
booking-nothing-free = Свободного времени пока не видно
booking-nothing-free-text = Посмотрите другую неделю или позвоните: время иногда освобождается.
booking-zone-yours = На ваших часах это { $time }.
booking-zone = Время указано по часам: { $city } ({ $offset }).
booking-cancel-any = Отменить или перенести визит можно в любой момент до его начала.
booking-cancel-before = Отменить или перенести визит можно без последствий не позднее чем за { $time } до начала.
booking-cancel-near = До визита осталось мало времени: любая отмена или перенос уже считаются поздними.
booking-cancel-until = Отменить или перенести визит можно без последствий не позднее { $until }.
booking-deadline = { $day }, { $time }
booking-is-request = Это заявка: ответ придёт сообщением.

booking-name = Ваше имя
booking-name-needed = Укажите ваше имя
booking-phone = Мобильный телефон
booking-email = Почта
booking-email-hint = Сюда придут подтверждение и ссылка для переноса или отмены. Достаточно телефона или почты.
booking-note-add = Добавить комментарий
booking-note = Что ещё стоит знать заранее?
booking-trap = Оставьте пустым
booking-privacy = Эти данные нужны только для ваших визитов и сообщений о них.
booking-lost-title = Выберите другое время
booking-lost-others = Выберите одно из этих: всё введённое сохранено.
booking-lost-none = Рядом другого свободного времени нет.
booking-book-at = Записаться: { $when }
booking-all-times = Всё свободное время
booking-variants = Какой вариант

booking-done-confirmed = Ждём вас: { $when }
booking-done-confirmed-lead = Всё готово, ждём вас. Эту страницу можно открыть снова.
booking-done-mail = Письмо с подробностями уже в пути на почту, которую вы оставили.
booking-done-requested = Заявка отправлена: { $when }
booking-done-requested-lead = Как только на заявку ответят, ответ появится и здесь. До тех пор время закреплено за вами.
booking-done-cancelled = Визит отменён: { $when }
booking-done-cancelled-lead = Можно выбрать другое время.
booking-done-expired = Ответа не было: { $when }
booking-done-over = { $when }
booking-done-over-lead = Этот визит уже прошёл. Будем рады видеть вас снова.
booking-service = Услуга
booking-with = У кого
booking-where = Где
booking-price = Цена
booking-reference = Номер записи
booking-add-to-calendar = Добавить в календарь
booking-manage = Перенести или отменить
booking-manage-by-call = Чтобы перенести или отменить визит, позвоните или напишите нам.
booking-manage-keep = Сохраните эту страницу: с неё можно вернуться к записи.
booking-manage-by-link = Чтобы перенести или отменить визит, откройте ссылку из сообщения.
booking-again = Записаться снова
booking-next = Что дальше
booking-closed-title = Сейчас записаться через сайт нельзя
booking-to-profile = Страница: { $practice }

booking-needs-test = Для этого визита нужен документ «{ $form }», сделанный и подписанный на месте не позже чем за { $length }. Если он уже есть, выберите время позже; если нет, позвоните и договоритесь: { $practice }. Всё, что вы ввели, сохранено.
booking-needs-visit = Для этого визита нужен документ «{ $form }», подписанный на месте. Позвоните и договоритесь: { $practice }. Всё, что вы ввели, сохранено.
booking-needs-mailed = Чтобы записаться на этот визит, нужно подписать «{ $form }». Ссылка у вас в почте: подпишите и нажмите кнопку ещё раз. Всё, что вы ввели, сохранено.
booking-needs-call = Чтобы записаться на этот визит, нужно подписать «{ $form }». Попросите ссылку: { $practice }. Всё, что вы ввели, сохранено.
booking-asks-before = Для этого визита нужно, чтобы «{ $form }» было сделано не позже чем за { $length }. Более раннее время подойдёт тем, у кого это уже сделано; если нет, сначала позвоните.
booking-asks-there = Для этого визита нужно подписать «{ $form }» на месте: { $practice }. Если ещё не подписано, сначала позвоните.
booking-asks = Прежде чем записаться, нужно подписать «{ $form }»: ссылка придёт по почте.

booking-done-deposit = Держится за вами: { $when }
booking-done-deposit-lead = Запись станет подтверждённой, как только поступит предоплата. { $practice } будет вас ждать.
booking-deposit-ahead = Для записи нужна предоплата { $amount }; она войдёт в стоимость.

booking-kept-until = Это время придержано для вас до { $time }.
booking-kept-over = Время вышло. Возможно, окно ещё свободно.
booking-not-kept = Это время свободно, но за вами пока не держится. Оно станет вашим, когда вы запишетесь.
booking-keep = Придержать на { $length }
booking-keep-longer = Нужно ещё { $length }
booking-email-code-hint = На этот адрес придёт код для подтверждения записи, а потом само подтверждение.
booking-code-needs-mail = Укажите адрес почты: на него придёт код для подтверждения записи
booking-code-title = Проверьте почту
booking-code-sent = Мы отправили код на { $email }. Введите его и нажмите кнопку внизу. Всё введённое сохранено.
booking-code-label = Код из письма
booking-code-hint = Шесть цифр. Если письма нет больше минуты, загляните в папку «Спам».
booking-code-again = Отправить новый код
booking-code-enter = Введите шесть цифр из письма
booking-code-wrong = Это не код из письма. Проверьте цифры или запросите новый.
booking-code-over = Этот код больше не действует. Запросите новый.
booking-code-by-page = Здесь запись подтверждают по почте: запишитесь на странице.
booking-code-mail-subject = { $code } — ваш код для записи: { $practice }
booking-code-mail-lead = Введите этот код, чтобы завершить запись ({ $practice }):
booking-code-mail-note = { $n ->
    [one] Код действует { $n } минуту.
    [few] Код действует { $n } минуты.
    [many] Код действует { $n } минут.
   *[other] Код действует { $n } минуты.
} Если вы никуда не записываетесь, не обращайте внимания на это письмо: без кода запись не состоится.
booking-manage-keep-own = Откройте «Перенести или отменить» и сохраните ту страницу: через неё вы вернётесь к визиту.
