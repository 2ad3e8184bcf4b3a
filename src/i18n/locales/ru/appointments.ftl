### Visits: the calendar's words and what can be done with a visit.

source-public = Онлайн
source-master = Вами
source-walk-in = Без записи
source-voice = Телефонный помощник
source-api = Через API
source-import = Импорт
source-waitlist = Из листа ожидания
source-series = Серия
source-demo = Демо

appointment-walk-in = Без записи
appointment-complete = Завершить
appointment-start = Начать
appointment-stale = Кто-то уже изменил этот визит. Вот как он выглядит сейчас.
appointment-news = Тем временем этот визит изменили в другом месте: { $status }, { $day }, { $time }. Введённое здесь не пропало.
appointment-news-show = Показать как есть
appointment-note-stale = Заметку тем временем изменили. Здесь оба текста: оставьте нужное.
appointment-closed = Этот визит завершён или отменён, изменить его нельзя.
appointment-bad-transition = Этот шаг не подходит к нынешнему состоянию визита.
appointment-not-begun = Визит ещё не начался. Неявку можно отметить, когда придёт его время.
appointment-not-today = День этого визита ещё не наступил. Начать и завершить визит можно будет в этот день.
appointment-no-show-final = Неявку можно снять в течение суток. Эта отмечена раньше.
appointment-final = Эту отмену уже не вернуть. Запишите на это время заново.
appointment-bad-length = Визит длится от 5 минут до 24 часов.
appointment-form-used = По этой форме визит уже записан. Нажмите ещё раз, чтобы записать и этот.

now-until-then = до { $until }, затем { $name } в { $time }
now-until = до { $until }
now-next = в { $time }
now-done = На сегодня всё
now-done-line = Сегодня визитов больше нет
now-label = { $n ->
    [one] Сегодня { $n } визит
    [few] Сегодня { $n } визита
    [many] Сегодня { $n } визитов
   *[other] Сегодня { $n } визита
}

error-slot-taken = Это время только что заняли. Выберите другое.
error-csrf = Страница была открыта слишком долго или пришла с другого сайта. Вернитесь, обновите её и попробуйте ещё раз.
error-form = Часть отправленного не удалось прочитать. Вернитесь, обновите страницу и попробуйте ещё раз.

## Панель визита

appointment-about = { $n ->
    [1] Первый визит, пишет { $language }
   *[other] Визит № { $n }, пишет { $language }
}
appointment-in-en = по-английски
appointment-in-es = по-испански
appointment-in-ru = по-русски
appointment-no-client = Нет в списке клиентов
appointment-call = Позвонить: { $name }, { $number }
appointment-write = Написать письмо: { $name }
appointment-allergy = Аллергия:
appointment-steps = Ход визита
appointment-step-booked = Записан
appointment-step-confirmed = Подтверждён
appointment-step-chair = Идёт
appointment-step-done = Завершён
appointment-left = Осталось { $length }
appointment-progress = { $passed } из { $all } минут
appointment-day = { $day }, { $length }
appointment-day-near = { $near }, { $day }, { $length }
appointment-moment = { $day } { $time }
appointment-moment-today = сегодня { $time }
appointment-overlaps = Пересекается на { $length }: { $name } ({ $time }).
appointment-service = Услуга
appointment-addon = Дополнение
appointment-price = Цена
appointment-buffer = Запас времени
appointment-buffer-before = { $before } до
appointment-buffer-after = { $after } после
appointment-buffer-both = { $before } до, { $after } после
appointment-booked = Запись
appointment-booked-how = { $source }, { $when }
appointment-given = Указано при записи
appointment-reference = Номер
appointment-coming = Обещает прийти
appointment-kept-until = Время держится до
appointment-reason = Причина
appointment-late = Поздняя отмена
appointment-moved-late = Поздний перенос
appointment-client-note = Заметка клиента
appointment-note = Ваша заметка
appointment-note-label = Заметка об этом визите
appointment-note-hint = Клиент её не видит
appointment-history = История этой записи
appointment-final-price = К оплате
appointment-complete-for = Завершить, { $price }
appointment-confirm = Подтвердить
appointment-arrive = Клиент на месте
appointment-no-show = Клиент не пришёл
appointment-take-back = Клиент всё-таки был
appointment-restore = Вернуть визит
appointment-move = Перенести
appointment-cancel = Отменить визит
appointment-decline = Отклонить
appointment-more = Другие действия
appointment-book-next = Записать снова

## Что сделано

appointment-now-confirmed = Визит подтверждён
appointment-now-arrived = Отмечено: клиент на месте
appointment-now-started = Визит начат
appointment-now-completed = Визит завершён
appointment-now-no-show = Отмечено: клиент не пришёл
appointment-now-cancelled = Визит отменён, время свободно
appointment-now-restored = Визит снова в силе
appointment-now-moved = Визит перенесён
appointment-other-time = Выбрать время
appointment-note-add = Добавить заметку
appointment-now-until = Теперь до { $until }
appointment-moved-to = Перенесено: { $day }, { $time }
appointment-moved-but = { $moved }. { $why }
appointment-outside-hours = Вне ваших рабочих часов
appointment-outside-block = В заблокированное время: { $reason }
appointment-by-itself = Автоматически
appointment-happened-created = Запись создана
appointment-happened-moved = Перенос: { $from } → { $to }
appointment-happened-place = Место: { $from } → { $to }
appointment-happened-moved-late = Поздний перенос: { $from } → { $to }
appointment-happened-stretched = Теперь длится { $length }
appointment-happened-status = { $from } → { $to }
appointment-happened-restored = Отмена снята
appointment-happened-status-late = { $from } → { $to }, поздно
appointment-happened-coming = Клиент обещает прийти
appointment-happened-changed = Заметка изменена

## Отмена и перенос

appointment-what = { $day }, { $time }, { $title }
appointment-who-cancels = Кто отменяет
appointment-by-client = Клиент
appointment-by-client-late = Считается поздней отменой
appointment-by-client-early = Заранее, поздней отменой не считается
appointment-by-master = Я
appointment-by-master-sub = Клиент может выбрать другое время
appointment-reason-hint = Клиент прочтёт её в сообщении
appointment-client-is-told = Клиент получит письмо об этом.
appointment-decline-lead = Заявка будет отклонена, её время снова станет свободным.
appointment-keep = Оставить
appointment-move-title = Перенести на другое время
appointment-date = Дата
appointment-free-on = Свободно: { $day }
appointment-no-slots = В этот день в ваши часы свободного времени нет. Выберите другой день или введите время.
appointment-no-slots-unsigned = Время в этот день есть, но то, что нужно подписать заранее, к нему ещё не действует. Выберите день позже или впишите время.
appointment-next-free = Ближайший свободный день: { $day }
appointment-any-time = Другое время
appointment-length = Длительность
appointment-minutes = мин
appointment-move-to-time = Перенести на введённое время
appointment-taken = Это время занято:
appointment-taken-next = Выберите другое время или отметьте «Записать поверх» ниже.
appointment-clash = { $name }, { $time }
appointment-book-over = Записать поверх
appointment-book-over-hint = Оба визита останутся с пометкой о пересечении
appointment-past = Это время уже прошло.
appointment-past-move = Всё равно перенести в прошлое
appointment-past-move-hint = Чтобы исправить журнал. Клиент ничего не получит.
appointment-time-skipped = В эту ночь часы переводят вперёд, и такого времени нет. Выберите время на час позже.

## Новые визиты

appointment-client = Клиент
appointment-nobody = Никто из списка
appointment-choose-client = Выберите клиента или «Никто из списка»
appointment-choose-service = Выберите услугу
appointment-choose-time = Выберите свободное время или введите своё
appointment-addons = Дополнения
appointment-upsell = Предложите: { $hint }
appointment-show-times = Показать время
appointment-book = Записать
appointment-block-instead = Занять это время без визита
appointment-now-booked = Запись создана
appointment-now-noted = Визит внесён; его время прошло, сообщений не будет
appointment-walk-in-lead = Выберите услугу, и визит начнётся сейчас
appointment-no-services = Записывать пока не на что
appointment-no-services-text = Для визита нужна услуга с длительностью и ценой. Добавьте первую, и можно записывать.
appointment-add-service = Добавить услугу
appointment-for-whom = Для кого, о ком
appointment-for-self = Сам клиент
appointment-for = { $name }, { $relation }
appointment-about-subject = О ком или о чём: { $name }
appointment-booker = Кто записал
appointment-same = Этот телефон или почта уже в карточке: { $name }. Кто придёт?
appointment-same-own = { $name }: записать эту карточку
appointment-same-other = { $name }, другой человек: завести новую карточку с тем же контактом
appointment-nearest-none = Ближайшие два месяца заняты. Выберите любое время.
