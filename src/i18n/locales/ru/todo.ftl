### What waits for the master.

todo-count = { $n ->
    [0] Дел нет
    [one] Вас ждёт { $n } дело
    [few] Вас ждут { $n } дела
    [many] Вас ждут { $n } дел
   *[other] Вас ждут { $n } дела
}
todo-empty = Ничего не ждёт
todo-empty-text = Здесь появятся заявки, на которые нужно ответить, и сообщения, которые не удалось доставить.
todo-requests = Заявки
todo-until = ответить до: { $until }
todo-confirm = Подтвердить
todo-decline = Отклонить
todo-failed = Недоставленные сообщения
todo-failed-to = Кому: { $name }
todo-failed-why = Почтовый сервер не принял письмо. Проверьте адрес или сообщите иначе.
todo-held-why = Задержано после восстановления из копии: возможно, уже было отправлено. Адресат:
todo-dismiss = Уже решено
todo-open = Открыть визит
todo-retrying = Сообщение снова отправляется.
todo-dismissed = Убрано из списка.

todo-contacts = Записи с другим контактом
todo-contact-given = При записи указано: «{ $name }», { $contact }. В карточке другие данные, без вас она не изменится.
todo-contact-hidden = При записи на имя «{ $name }» указан контакт, которого нет в карточке.
todo-contact-card = Тот же человек: внести в карточку
todo-contact-person = Другой человек: новая карточка
todo-contact-leave = Оставить так
todo-contact-on-card = Внесено в карточку: { $name }
todo-contact-new-card = Новая карточка с этим визитом: { $name }

todo-refused = Закрытая запись: попытки
todo-refused-wanted = хотели: { $title }, { $when }

todo-unsigned = Не подписано к визиту
todo-unsigned-forms = { $n ->
    [one] не подписана { $n } форма
    [few] не подписаны { $n } формы
    [many] не подписано { $n } форм
   *[other] не подписано { $n } формы
}

todo-calendar-unread = Календарь «{ $name }» не читается
todo-calendar-since = { $why }. Началось: { $when }.
todo-clash-about = Занято { $time } в календаре «{ $calendar }»
todo-clash-leave = Оставить оба
todo-change-deleted = Удалён в календаре «{ $calendar }». Здесь визит остаётся и записан туда снова.
todo-change-moved = Перенесён в календаре «{ $calendar }»: { $when }. Здесь визит остался как был.
todo-change-changed = Изменён в календаре «{ $calendar }». Здесь визит остался как был.
todo-change-refused = «{ $calendar }» не принимает запись об этом визите. Здесь с ним всё в порядке, а там записи может не быть или она может остаться прежней.
todo-change-leave = Оставить как есть
