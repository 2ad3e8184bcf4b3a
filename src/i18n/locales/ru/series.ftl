### Series: visits that are booked, moved and cancelled as one.

series-new = Новая серия
series-visits = Визиты серии
series-repeat = Как часто
series-repeat-action = Повторять
series-repeat-visit = Повторять этот визит
series-once = Не повторяется
series-weekly = По неделям
series-daily = По дням
series-monthly = По месяцам, в тот же день недели
series-custom = По своему правилу
series-every = Через сколько
series-every-hint = 1 — каждую неделю, 2 — раз в две недели
series-days = По этим дням
series-days-hint = День первого визита считается всегда
series-ends = Окончание
series-ends-count = После нескольких визитов
series-ends-date = В определённый день
series-count = Сколько визитов вместе с первым
series-until = Последний день
series-rule = Правило
series-rule-hint = Как в календарях: FREQ=MONTHLY;BYDAY=-1FR;COUNT=6
series-rule-invalid = Это правило не удаётся прочитать
series-rule-too-often = В серии не больше одного визита в день
series-rule-unsupported = Такой повтор здесь не поддерживается
series-endless = Серия должна когда-то кончаться, в ней не больше { $max } визитов. Добавьте в правило COUNT= или UNTIL=.
series-too-many = { $max ->
    [one] В серии не больше { $max } визита. Сократите её.
    [few] В серии не больше { $max } визитов. Сократите её.
    [many] В серии не больше { $max } визитов. Сократите её.
   *[other] В серии не больше { $max } визита. Сократите её.
}
series-too-far = Серия может длиться не дольше двух лет. Сократите её.
series-not-on-first = По этому правилу в день первого визита ничего не выпадает. Выберите другой день или измените правило.
series-only-one = Получается всего один визит. Выберите окончание позже.
series-until-first = Выберите день после первого визита
series-words-daily = { $n ->
    [1] Каждый день
    [one] Каждый { $n } день
    [few] Каждые { $n } дня
    [many] Каждые { $n } дней
   *[other] Каждые { $n } дня
}
series-words-weekly = { $n ->
    [1] Каждую неделю: { $days }
    [one] Каждую { $n } неделю: { $days }
    [few] Каждые { $n } недели: { $days }
    [many] Каждые { $n } недель: { $days }
   *[other] Каждые { $n } недели: { $days }
}
series-words-rule = По правилу { $rule }
series-book = Записать серию
series-change = Изменить
series-show = Показать визиты
series-decide = Решите, что делать с этим визитом
series-decision = Что делать с визитом: { $when }
series-choose = Выберите, что делать
series-move-to = Взять { $when }
series-skip = Пропустить этот визит
series-leave-out = Пропустить
series-stay = Оставить на месте
series-leave = Оставить
series-over = Записать поверх
series-anyway = Всё равно записать
series-taken = Занято: { $names }
series-closed = Вне ваших часов или время занято
series-skipped = В этот день часы перескакивают через это время
series-past = Это время уже прошло
series-was = было: { $when }
series-now-booked = Серия записана
series-now-moved = Визиты перенесены
series-now-cancelled = Визиты отменены, их время свободно
series-nothing-left = Делать больше нечего. Оставьте хотя бы один визит, кроме первого.
series-is-one = Этот визит уже входит в серию.
series-stale = Тем временем серию изменили. Посмотрите ещё раз.
series-scope-move = Что переносится
series-scope-cancel = Что отменяется
series-scope-one = Только этот визит
series-scope-following = { $n ->
    [one] Этот и следующие: { $n } визит
    [few] Этот и следующие: { $n } визита
    [many] Этот и следующие: { $n } визитов
   *[other] Этот и следующие: { $n } визита
}
series-scope-all = { $n ->
    [one] Все предстоящие: { $n } визит
    [few] Все предстоящие: { $n } визита
    [many] Все предстоящие: { $n } визитов
   *[other] Все предстоящие: { $n } визита
}
series-move = Перенос нескольких визитов
series-move-all = Перенести визиты
series-client-is-told = Клиент получит одно письмо сразу обо всех.
series-of-visit = Серия
series-place = { $n } из { $all }. { $rule }
series-others = Другие визиты серии
series-sibling = { $weekday }, { $day }, { $time }

mail-series-booked-subject = { $n ->
    [one] Вы записаны на { $n } визит, { $who }
    [few] Вы записаны на { $n } визита, { $who }
    [many] Вы записаны на { $n } визитов, { $who }
   *[other] Вы записаны на { $n } визита, { $who }
}
mail-series-booked-title = { $name }, до встречи!
mail-series-booked-lead = { $n ->
    [one] Вы записаны на { $n } визит. Мастер: { $who }.
    [few] Вы записаны на { $n } визита. Мастер: { $who }.
    [many] Вы записаны на { $n } визитов. Мастер: { $who }.
   *[other] Вы записаны на { $n } визита. Мастер: { $who }.
}
mail-series-moved-subject = { $n ->
    [one] Новое время: { $n } визит, { $who }
    [few] Новое время: { $n } визита, { $who }
    [many] Новое время: { $n } визитов, { $who }
   *[other] Новое время: { $n } визита, { $who }
}
mail-series-moved-title = { $name }, время визитов изменилось
mail-series-moved-lead = { $n ->
    [one] Новое время у { $n } визита. Мастер: { $who }.
    [few] Новое время у { $n } визитов. Мастер: { $who }.
    [many] Новое время у { $n } визитов. Мастер: { $who }.
   *[other] Новое время у { $n } визита. Мастер: { $who }.
}
mail-series-cancelled-subject = { $n ->
    [one] Отменён { $n } визит, { $who }
    [few] Отменены { $n } визита, { $who }
    [many] Отменено { $n } визитов, { $who }
   *[other] Отменено { $n } визита, { $who }
}
mail-series-cancelled-title = { $name }, визиты отменены
mail-series-cancelled-lead = { $n ->
    [one] Не состоится { $n } визит, { $who }. Вы можете выбрать другое время.
    [few] Не состоятся { $n } визита, { $who }. Вы можете выбрать другое время.
    [many] Не состоятся { $n } визитов, { $who }. Вы можете выбрать другое время.
   *[other] Не состоятся { $n } визита, { $who }. Вы можете выбрать другое время.
}
mail-series-visit = Визит { $n }
mail-series-was = { $when } (раньше: { $was })
mail-series-action = Открыть первый визит
mail-series-note = У каждого визита выше своя ссылка: там его можно перенести или отменить. Файл добавит все визиты в ваш календарь.
