### Настройки: практика и правила записи.

settings-overrides = Выходные и особые дни
settings-blocks = Перерывы и занятое время
settings-saved = Настройки сохранены

settings-qr = QR-код ссылки
settings-link = Ссылка
settings-link-open = Открыть

settings-notice = Записаться не позднее чем
settings-notice-hint = За сколько до визита клиент ещё может занять свободное время
settings-notice-none = До последней минуты
settings-horizon = Записаться заранее
settings-horizon-hint = На сколько дней вперёд клиенты видят свободное время
settings-cancel = Бесплатно перенести или отменить
settings-cancel-hint = За сколько до визита. Позже отмена считается поздней.
settings-cancel-any = До самого начала
