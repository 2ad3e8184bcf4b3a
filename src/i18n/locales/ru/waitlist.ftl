### Кто ждёт свободного времени и кому его предложить.

waitlist-title = Лист ожидания
waitlist-count = { $n ->
    [0] никто не ждёт
    [one] ждёт { $n } человек
    [few] ждут { $n } человека
    [many] ждут { $n } человек
   *[other] ждут { $n } человека
}
waitlist-add = Добавить в лист
waitlist-is-on = Отменённый визит предлагается тем, кто ждёт: по очереди, на ответ { $answer }, с 8:00 до 21:00.
waitlist-is-off = Освободившееся время само не предлагается. Кого спросить, решаете вы.
waitlist-openings = Освободилось
waitlist-waiting = Ждут
waitlist-empty = Никто не ждёт
waitlist-empty-text = Когда день занят, клиенты могут встать в лист на странице записи, или вы добавите их сами.
waitlist-cut = Показаны только первые 200.
waitlist-offer-free = Предложить свободное время
waitlist-offer-free-text = Укажите, какое время хотите заполнить. Вы увидите, кто мог бы прийти, и выберете, кого спросить.
waitlist-date = День
waitlist-free-from = Свободно с
waitlist-free-to = До
waitlist-who-fits = Кто подходит
waitlist-ends-before = Конец должен быть позже начала
waitlist-free-past = Это время уже прошло. Выберите другое

waitlist-rate = Заполнено из листа
waitlist-rate-text = { $filled } из { $total } за последние { $days ->
    [one] { $days } день
    [few] { $days } дня
    [many] { $days } дней
   *[other] { $days } дня
}: столько раз время освобождалось.
waitlist-rate-taken = { $n ->
    [one] Ещё { $n } раз время занял кто-то другой.
    [few] Ещё { $n } раза время занял кто-то другой.
    [many] Ещё { $n } раз время занял кто-то другой.
   *[other] Ещё { $n } раза время занял кто-то другой.
}

waitlist-asked = Предложено: { $name }, ответ до { $until }
waitlist-is-asked = Предложено время, ответ до { $until }
waitlist-choose = По почте спросить некого: решите сами
waitlist-next-at = Следующее предложение: { $at }
waitlist-next-now = Сейчас предложим следующему
waitlist-nobody-left = Больше предложить некому
waitlist-waits = { $n ->
    [0] с сегодняшнего дня
    [one] { $n } день
    [few] { $n } дня
    [many] { $n } дней
   *[other] { $n } дня
}
waitlist-first = в первую очередь
waitlist-no-home = Этот визит был бы у клиента, а в карточке нет адреса. Сначала добавьте его.
waitlist-no-address = Нет адреса почты: лучше позвонить
waitlist-not-offered = Этой услуги больше нет
waitlist-blocked = Запись через сайт закрыта
waitlist-asked-already = Это время уже предлагали
waitlist-busy = Сейчас предложено другое время
waitlist-has-visit = В это время уже есть визит

waitlist-from = С какого дня
waitlist-until = По какой день
waitlist-days = Дни
waitlist-parts = Время дня
waitlist-any-time = Любое время
waitlist-choose-days = Выберите хотя бы один день
waitlist-choose-parts = Выберите хотя бы одно время дня
waitlist-no-such-day = Между этими датами таких дней недели нет
waitlist-until-before-from = Последний день не может быть раньше первого
waitlist-until-past = Последний день уже прошёл. Выберите другой
waitlist-too-long = Можно выбрать не больше { $n ->
    [one] { $n } дня
   *[other] { $n } дней
}
waitlist-too-many = В листе ожидания уже пять пожеланий. Сначала уберите одно.
waitlist-stale = За это время запись изменил кто-то другой. Посмотрите ещё раз: всё введённое сохранено.

waitlist-for = Кто ждёт: { $name }.
waitlist-no-client = Никого не нашлось.
waitlist-new-client = Новый клиент
waitlist-needs-address = { $name }: нет адреса почты, письмом время не предложить. Когда время освободится, вы увидите это имя в списке и сможете позвонить.
waitlist-first-label = Спросить раньше других
waitlist-first-hint = На 25 баллов больше, когда освобождается время
waitlist-note = Ваша заметка
waitlist-note-hint = Видите только вы
waitlist-put = Добавить в лист
waitlist-added = В листе ожидания: { $name }
waitlist-saved = Сохранено
waitlist-close = Убрать из листа
waitlist-closed = Больше не в листе: { $name }
waitlist-reopen = Вернуть в лист
waitlist-back-on = Снова в листе ожидания
waitlist-to-card = Карточка клиента
waitlist-the-visit = Визит
waitlist-given = При записи в лист указано другое: { $name },
waitlist-offers = Что предлагали

waitlist-status-open = Ждёт
waitlist-status-booked = Есть визит
waitlist-status-left = Больше не ждёт: решение клиента
waitlist-status-closed = Вы убрали из листа
waitlist-status-ended = Последний день прошёл
waitlist-offer-status-open = ждём ответа
waitlist-offer-status-accepted = согласие
waitlist-offer-status-declined = отказ
waitlist-offer-status-expired = нет ответа
waitlist-offer-status-withdrawn = отозвано

waitlist-source-cancellation = Освободилось: визит отменён
waitlist-source-move = Освободилось: визит перенесён
waitlist-source-master = Свободное время, которое вы хотите заполнить
waitlist-state-open = Свободно
waitlist-state-filled = Заполнено из листа ожидания
waitlist-state-taken = Время занял кто-то другой
waitlist-state-past = Это время прошло, никто не пришёл.
waitlist-asking = Ждём ответа
waitlist-asking-text = Время закреплено: на странице записи оно занято. Не ответят вовремя — предложим следующему.
waitlist-the-hold = В календаре
waitlist-take-back = Отозвать предложение
waitlist-taken-back = Предложение отозвано
waitlist-answered-already = Ответ уже есть, или срок вышел
waitlist-fit = Кто мог бы прийти
waitlist-fit-text = Сначала те, кто подходит лучше. Кому предложите, тому придёт письмо, а время закрепится на { $answer }.
waitlist-nobody = В листе никто не подходит
waitlist-nobody-text = На этот день и время никто не ждёт, или услуга в него не помещается.
waitlist-score = баллов
waitlist-ask = Предложить письмом
waitlist-ask-of = Предложить время письмом: { $name }
waitlist-book = Записать
waitlist-offer-sent = Предложение отправлено: { $name }
waitlist-offered-already = Это время уже кому-то предложено, или этому человеку предложено другое
waitlist-fits-no-more = Уже не подходит: изменилось время или пожелание
waitlist-regulars = Постоянные клиенты, которым пора
waitlist-regulars-text = Ходят регулярно, обычный срок прошёл, и записи нет.
waitlist-regular-why = Обычно раз в { $every ->
    [one] { $every } день
    [few] { $every } дня
    [many] { $every } дней
   *[other] { $every } дня
}, последний визит { $ago ->
    [one] { $ago } день
    [few] { $ago } дня
    [many] { $ago } дней
   *[other] { $ago } дня
} назад
waitlist-regular-call = Нет согласия на новости по почте: лучше позвонить.
waitlist-leave-free = Оставить свободным
waitlist-left-free = Время остаётся свободным
waitlist-asked-so-far = Кому уже предлагали

waitlist-why-fit = Займёт { $n } % времени
waitlist-why-first = Вы просили спросить раньше других
waitlist-why-waited = { $n ->
    [0] В листе с сегодняшнего дня
    [one] Ждёт { $n } день
    [few] Ждёт { $n } дня
    [many] Ждёт { $n } дней
   *[other] Ждёт { $n } дня
}
waitlist-why-value = Принесёт { $price }
waitlist-why-came = { $n ->
    [one] Был { $n } визит
    [few] Было { $n } визита
    [many] Было { $n } визитов
   *[other] Было { $n } визита
}
waitlist-why-new = Первый визит
waitlist-why-no-shows = { $n ->
    [one] { $n } неявка
    [few] { $n } неявки
    [many] { $n } неявок
   *[other] { $n } неявки
}
waitlist-why-late = { $n ->
    [one] { $n } поздняя отмена
    [few] { $n } поздние отмены
    [many] { $n } поздних отмен
   *[other] { $n } поздней отмены
}
waitlist-why-unanswered = { $n ->
    [one] { $n } предложение без ответа
    [few] { $n } предложения без ответа
    [many] { $n } предложений без ответа
   *[other] { $n } предложения без ответа
}

waitlist-set-on = Предлагать освободившееся время листу ожидания
waitlist-set-on-hint = Отменённый или перенесённый визит предлагается по очереди. Выключено: решаете вы.
waitlist-set-answer = Время на ответ
waitlist-set-answer-hint = На столько время закрепляется за одним человеком
waitlist-to-list = Кто ждёт

waitlist-join-title = Встать в лист ожидания
waitlist-join = Встать в лист ожидания
waitlist-join-card = Ничего не подходит?
waitlist-join-full = Или встаньте в лист ожидания
waitlist-join-text = Укажите, когда можете прийти, и мы напишем, если время освободится.
waitlist-back-to-times = Всё свободное время
waitlist-ahead = На этот день ({ $day }) уже { $n ->
    [one] ждёт { $n } человек
    [few] ждут { $n } человека
    [many] ждут { $n } человек
   *[other] ждут { $n } человека
}.
waitlist-how = Если время освободится, придёт письмо: на ответ будет { $answer }.
waitlist-when = Когда вы можете прийти
waitlist-who = Как вас найти
waitlist-email-hint = Сюда придёт предложение
waitlist-email-needed = Укажите почту: предложение придёт письмом
waitlist-refused = Через сайт это сделать нельзя. Позвоните или напишите нам, и мы подберём время.
waitlist-free-to-leave = Это бесплатно, а в каждом письме есть ссылка, чтобы выйти из листа.
waitlist-joined = Вы в листе ожидания

waitlist-own-open = Вы в листе ожидания
waitlist-own-open-text = Когда время освободится, вам напишут: { $practice }.
waitlist-own-not-offered = Этой услуги больше нет, поэтому время не появится. Можно выйти из листа или записаться на другое: { $practice }.
waitlist-own-booked = У вас есть визит
waitlist-own-booked-text = Вы больше не в листе: вас ждёт { $practice }.
waitlist-own-left = Вы вышли из листа ожидания
waitlist-own-left-text = О свободном времени вам больше не напишут: { $practice }.
waitlist-own-closed = Вас нет в листе ожидания
waitlist-own-over = Это пожелание больше не действует
waitlist-own-over-text = Возможно, найдётся другое время: { $practice }.
waitlist-your-note = Ваш комментарий
waitlist-own-offer = Прямо сейчас время закреплено за вами.
waitlist-see-offer = Посмотреть время
waitlist-leave = Выйти из листа
waitlist-return = Вернуться в лист
waitlist-left = Вы вышли из листа ожидания
waitlist-back = Вы снова в листе ожидания

waitlist-kept = Закреплено за вами
waitlist-offer-over = Больше не закреплено
waitlist-offer-lead = { $practice }: время закреплено за вами до { $until }. Потом его предложат следующему.
waitlist-offer-taken = Время ваше. Вас ждёт { $practice }.
waitlist-offer-requested = Время за вами. Осталось подтверждение: { $practice }.
waitlist-offer-deposit = Время закреплено за вами до предоплаты. Оплатить можно на странице визита.
waitlist-offer-cancelled = Этот визит отменён. Есть другое время: { $practice }.
waitlist-offer-declined = От этого времени вы отказались. В листе ожидания вы остаётесь: { $practice }.
waitlist-offer-withdrawn = Это время всё-таки занято: { $practice }. В листе ожидания вы остаётесь.
waitlist-offer-expired = Время на ответ вышло, его предлагают следующему. В листе ожидания вы остаётесь.
waitlist-accept = Беру это время
waitlist-decline = Нет, спасибо
waitlist-decline-text = Время предложат следующему. В листе ожидания вы остаётесь.
waitlist-accepted = Время ваше
waitlist-too-late = Это время больше не закреплено за вами
waitlist-to-visit = Перенести, отменить или оплатить
waitlist-to-own = Ваше место в листе ожидания
waitlist-show-of = Показать: { $title }

mail-waitlist-joined-subject = Вы в листе ожидания: { $who }
mail-waitlist-joined-title = { $name }, вы в листе ожидания
mail-waitlist-joined-lead = Когда время освободится, придёт письмо с кнопкой. Пишет вам { $who }.
mail-waitlist-joined-action = Посмотреть или выйти из листа
mail-waitlist-joined-note = Если вы об этом не просили, откройте ссылку и выйдите из листа.
mail-waitlist-offer-subject = Освободилось время: { $when }, { $who }
mail-waitlist-offer-title = { $name }, освободилось время
mail-waitlist-offer-lead = { $who }: время закреплено за вами до { $until }. Потом его предложат следующему.
mail-waitlist-offer-action = Посмотреть и взять
mail-waitlist-offer-note = Время станет вашим, когда вы нажмёте кнопку на странице. Если не подходит, делать ничего не нужно.
waitlist-unsigned = Сначала нужно подписать документ: отправьте его из карточки
