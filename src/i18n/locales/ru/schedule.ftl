### Расписание: часы, особые дни, занятое время.

schedule-from = С
schedule-to = –
schedule-until = До
schedule-closed = выходной
schedule-next-day = до следующего дня
schedule-hours-overlap = Эти часы пересекаются. Пусть одни идут после других.
schedule-hours-overlap-other = Эти часы пересекаются с часами другого периода
schedule-hours-missing = Укажите часы или выключите день
schedule-stale = Часы тем временем изменили в другом окне или другой человек. Ваши правки ниже: сохраните ещё раз, чтобы действовали они.
schedule-override-stale = Тем временем это исключение изменили — в другом окне или кто-то ещё. Введённое сохранено ниже: сохраните ещё раз, чтобы применить его.
schedule-block-stale = Тем временем эту блокировку изменили — в другом окне или кто-то ещё. Введённое сохранено ниже: сохраните ещё раз, чтобы применить его.

schedule-day-open = { $day }, рабочий день
schedule-day-from = { $day }, с
schedule-day-until = { $day }, до
schedule-another = Ещё один промежуток, { $day }
schedule-hours-hint = Нужен перерыв днём? Укажите два промежутка. Часы после полуночи относятся к дню, в который начались.
schedule-hours-saved = Рабочие часы сохранены
schedule-period-always = Круглый год
schedule-period-now = Сейчас
schedule-period-until = до { $date }
schedule-period-from = с { $date }
schedule-period-between = { $from } – { $until }
schedule-periods = Периоды
schedule-season = Другие часы на сезон
schedule-season-hint = На лето или поездку: другие часы между двумя датами. До и после действуют обычные.
schedule-season-new = Новый сезон
schedule-season-create = Создать и задать часы
schedule-season-from = Первый день
schedule-season-until = Последний день
schedule-season-added = Сезон создан. Теперь задайте его часы.
schedule-season-remove = Убрать этот период
schedule-season-removed = Период убран, продолжают действовать прежние часы
schedule-season-taken = Эти даты уже выделены в отдельный период
schedule-exceptions-next = Ближайшие особые дни
schedule-dates-order = Последний день раньше первого
schedule-dates-long = Выберите не больше чем { $max } дней

schedule-outside = { $n ->
    [one] Вне рабочих часов остался { $n } визит
    [few] Вне рабочих часов остались { $n } визита
    [many] Вне рабочих часов осталось { $n } визитов
   *[other] Вне рабочих часов осталось { $n } визита
}
schedule-inside = { $n ->
    [one] На это время уже записан { $n } визит.
    [few] На это время уже записано { $n } визита.
    [many] На это время уже записано { $n } визитов.
   *[other] На это время уже записано { $n } визита.
}
schedule-outside-text = Записи сохранены. Перенесите или отмените их, если вас не будет.
schedule-visit-at = { $name }, { $date }, { $time }
schedule-walk-in = Без записи
schedule-and-more = { $n ->
    [one] и ещё { $n }
    [few] и ещё { $n }
    [many] и ещё { $n }
   *[other] и ещё { $n }
}

schedule-overrides-empty-title = Особых дней впереди нет
schedule-overrides-empty-text = Праздники, поездка, длинная суббота: дни, не похожие на обычные.
schedule-override-new = Новый особый день
schedule-override-add = Добавить
schedule-override-edit = Особый день
schedule-override-from = День или первый из нескольких
schedule-override-until = Последний день
schedule-override-kind = В эти дни
schedule-override-kind-closed = Не работаю
schedule-override-kind-open = Работаю в эти часы
schedule-override-note = Заметка
schedule-override-note-hint = Для вас, например название праздника
schedule-override-saved = Особый день сохранён
schedule-override-removed = Снова действуют обычные часы
schedule-override-hours-missing = Укажите часы в эти дни
schedule-override-remove = Убрать особый день
schedule-override-past = Выберите сегодняшний день или позже

schedule-blocks-empty-title = Занятого времени нет
schedule-blocks-empty-text = Обед, курсы, забрать ребёнка из школы: время, на которое нельзя записаться. Один раз или каждую неделю.
schedule-block-new = Занять время
schedule-block-edit = Занятое время
schedule-block-add = Занять это время
schedule-block-saved = Время занято
schedule-block-saved-visits = { $n ->
    [one] Время занято. В нём остался { $n } визит.
    [few] Время занято. В нём остались { $n } визита.
    [many] Время занято. В нём осталось { $n } визитов.
   *[other] Время занято. В нём осталось { $n } визита.
}
schedule-block-deleted = Время снова свободно
schedule-block-gone = Уже отменено: время свободно
schedule-block-delete = Освободить
schedule-block-too-long = Слишком долго: не больше двух лет, а с повтором — не больше семи дней
schedule-block-day = День
schedule-block-last-day = Последний день
schedule-block-last-day-hint = Если занято несколько дней
schedule-block-all-day = Весь день
schedule-block-time = Время
schedule-block-reason = Причина
schedule-block-note = Заметка
schedule-block-note-hint = Видите только вы
schedule-reason-break = Перерыв
schedule-reason-vacation = Отпуск
schedule-reason-sick = Больничный
schedule-reason-training = Учёба
schedule-reason-private = Личное
schedule-reason-elsewhere = Занято в другом календаре
schedule-reason-other = Другое

schedule-repeat = Повтор
schedule-repeat-once = Один раз
schedule-repeat-daily = Каждый день
schedule-repeat-weekly = Каждую неделю
schedule-repeat-rule = Как сейчас: { $rule }
schedule-repeat-every = Раз в сколько дней или недель
schedule-repeat-days = В эти дни
schedule-repeat-days-hint = Для каждой недели; ничего не отмечено — день, указанный выше
schedule-repeat-ends = Окончание
schedule-repeat-ends-never = Без окончания
schedule-repeat-ends-date = В день
schedule-repeat-ends-count = После нескольких раз
schedule-repeat-last = Последний день повтора
schedule-repeat-count = Сколько раз
schedule-repeat-every-days = { $n ->
    [1] каждый день
    [one] каждый { $n } день
    [few] каждые { $n } дня
    [many] каждые { $n } дней
   *[other] каждые { $n } дня
}
schedule-repeat-every-weeks = { $n ->
    [1] каждую неделю: { $days }
    [one] каждую { $n } неделю: { $days }
    [few] каждые { $n } недели: { $days }
    [many] каждые { $n } недель: { $days }
   *[other] каждые { $n } недели: { $days }
}
schedule-repeat-times = { $n ->
    [one] { $n } раз
    [few] { $n } раза
    [many] { $n } раз
   *[other] { $n } раза
}
schedule-rrule-invalid = Такой повтор не удалось прочитать
schedule-rrule-too-often = Повторять можно не чаще раза в день
schedule-rrule-unsupported = Такой повтор здесь не поддерживается
