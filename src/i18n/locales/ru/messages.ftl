### Mail about visits: what clients and the master receive.

mail-when = { $day }, { $time }
mail-when-zone = { $when } (время: { $city })
mail-foot = Отправитель: { $practice }, через Aureli Solo. На это письмо можно ответить.
mail-foot-master = Это письмо Aureli Solo о вашей практике. Ответы на него никто не читает.
mail-cancel-until = Перенести или отменить визит можно без последствий не позднее { $until }.

mail-fact-when = Когда
mail-fact-was = Было
mail-fact-what = Что
mail-fact-where = Где
mail-fact-price = Цена
mail-fact-reference = Номер записи
mail-fact-client = Клиент
mail-fact-phone = Телефон
mail-fact-given = Указано при записи
mail-fact-note = Комментарий
mail-fact-reason = Причина

mail-action-confirm = Да, буду
mail-action-move = Перенести
mail-action-cancel = Отменить визит
mail-action-again = Выбрать другое время
mail-action-open = Открыть визит

mail-booked-subject = Вы записаны: { $when }, { $who }
mail-booked-title = { $name }, до встречи!
mail-booked-lead = Вы записаны: { $service }. Мастер: { $who }.
mail-restored-subject = Снова в силе: { $when }, { $who }
mail-restored-title = { $name }, всё-таки до встречи!
mail-restored-lead = Ваша запись снова в силе: { $service }. Мастер: { $who }.

mail-requested-subject = Ваша заявка на { $when }, { $who }
mail-requested-title = { $name }, заявка отправлена
mail-requested-lead = { $who } отвечает на каждую заявку лично: { $service }. Как только время подтвердят, придёт письмо; до этого оно остаётся за вами.

mail-moved-subject = Новое время: { $when }, { $who }
mail-moved-title = { $name }, время визита изменилось
mail-moved-lead = У вашего визита новое время: { $service }. Мастер: { $who }.
mail-place-subject = Другое место: { $when }, { $who }
mail-place-title = { $name }, место визита изменилось
mail-place-lead = Ваш визит пройдёт в другом месте, время прежнее: { $service }. Мастер: { $who }.

mail-cancelled-subject = Визит отменён: { $when }, { $who }
mail-cancelled-title = { $name }, визит отменён
mail-cancelled-lead = Визит не состоится: { $service }, { $who }. Вы можете выбрать другое время.

mail-expired-subject = Заявка на { $when } осталась без ответа, { $who }
mail-expired-title = { $name }, срок заявки истёк
mail-expired-lead = { $who } не удалось ответить вовремя, и время снова свободно: { $service }. Возможно, вам подойдёт другое.

mail-reminder-subject = Напоминание: { $when }, { $who }
mail-reminder-title = { $name }, напоминаем о визите
mail-reminder-lead = Напоминаем о визите: { $service }, { $who }. Одним касанием можно подтвердить, что вы будете.

mail-master-booked-subject = Новая запись: { $when }, { $who }
mail-master-booked-title = Новая запись
mail-master-booked-lead = Новый визит: { $who }, { $service }.

mail-master-requested-subject = Заявка: { $when }, { $who }
mail-master-requested-title = Заявка ждёт вашего ответа
mail-master-requested-lead = Заявка от клиента: { $who }, { $service }. Время остаётся за клиентом, пока вы не ответите.

mail-master-moved-subject = Перенос на { $when }: { $who }
mail-master-moved-title = Визит перенесён
mail-master-moved-lead = Клиент выбрал другое время: { $who }, { $service }.

mail-master-cancelled-subject = Отмена: { $when }, { $who }
mail-master-cancelled-title = Визит отменён
mail-master-cancelled-lead = Визит не состоится: { $who }, { $service }. Время снова свободно.
mail-master-restored-subject = Снова в силе: { $when }, { $who }
mail-master-restored-title = Отмену отменили
mail-master-restored-lead = Визит снова в силе: { $who }, { $service }.

## The built-in mailbox (development)

mailbox-title = Почтовый ящик
mailbox-lead = SMTP-сервер не задан, поэтому письма остаются здесь. Эта страница есть только в режиме разработки.
mailbox-empty = Писем пока нет
mailbox-empty-text = Запишитесь на визит или создайте аккаунт: здесь появится то, что было бы отправлено.
mailbox-to = Кому: { $to }
mailbox-html = Оформленная версия
mailbox-back = Все письма
mailbox-attachment = Вложенный файл календаря

mail-consent-asked-subject = На подпись: { $form }, { $who }
mail-consent-asked-title = { $name }, здравствуйте!
mail-consent-asked-lead = Прочитайте и подпишите, пожалуйста, документ «{ $form }» ({ $who }). Это займёт около двух минут.
mail-consent-asked-action = Прочитать и подписать
mail-consent-asked-note = Ссылка только для вас: не пересылайте её.
mail-consent-signed-subject = Ваша подписанная копия: { $form }, { $who }
mail-consent-signed-title = { $name }, спасибо!
mail-consent-signed-lead = Документ «{ $form }» подписан ({ $who }). По ссылке копию можно прочитать, распечатать и отозвать.
mail-consent-signed-action = Открыть копию
mail-consent-signed-note = Сохраните это письмо: отпечаток выше подтверждает, что именно подписано.
