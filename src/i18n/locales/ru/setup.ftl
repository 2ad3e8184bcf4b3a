### Первый запуск: от учётной записи до работающей ссылки.

setup-title = Первые шаги
setup-welcome = Здравствуйте, { $name }
setup-lead = Четыре вопроса — и клиенты смогут записываться
setup-done-of = Готово { $n } из { $all }
setup-left = Первые шаги: пройдено { $n } из { $all }.
setup-later = Позже
setup-skip = Пропустить
setup-change = Изменить: { $what }

setup-trade = Чем вы занимаетесь
setup-trade-hint = Под это подберём услуги и длительность
setup-trade-why = Предложим обычные услуги с длительностью и ценами.
setup-trade-label = Выберите самое близкое
setup-place = Как с вами связаться
setup-place-why = Часовой пояс и валюту подсказало ваше устройство. Поправьте, если не угадало.
setup-currency-hint = В ней указаны ваши цены
setup-hours = Когда вы работаете
setup-hours-hint = В эти часы клиенты смогут записаться
setup-hours-why = Достаточно обычной недели. Разные часы по дням, обед и выходные — в настройках.
setup-hours-days = Дни
setup-hours-differ = Часы у вас разные по дням, они в настройках.
setup-days-missing = Отметьте хотя бы один день
setup-hours-order = Конец раньше начала. Работаете за полночь? Укажите здесь обычные часы, а ночные — в настройках
setup-services = Услуги и цены
setup-services-hint = Обычные услуги уже заполнены
setup-services-why = Мы подставили обычные услуги. Поправьте цену и минуты, снимите отметку с того, чего не делаете.
setup-services-own = Что-то ещё
setup-services-minutes = { $name }, минуты
setup-services-price = { $name }, цена
setup-services-save = Сохранить услуги
setup-services-missing = Отметьте хотя бы одну услугу или пропустите этот шаг
setup-services-count = { $n ->
    [one] { $n } услуга
    [few] { $n } услуги
    [many] { $n } услуг
   *[other] { $n } услуги
}
setup-link = Ваша ссылка работает
setup-link-hint = Поделитесь ей, напечатайте код
setup-link-why = Клиенты уже могут записаться по ней. Добавьте ссылку в профиль, отправьте в сообщении, напечатайте код.
setup-link-empty = Страница уже есть, но услуг на ней пока нет: добавьте хотя бы одну, чтобы можно было записаться.
setup-address = Изменить адрес
setup-address-save = Изменить
setup-address-saved = Адрес изменён; прежняя ссылка тоже ведёт сюда
setup-to-calendar = К календарю
setup-finished = Всё готово. Записи появятся здесь.
setup-preview = Так пока выглядит ваша страница
setup-preview-at = Клиенты найдут её по адресу { $link }

preset-manicure = Маникюр
preset-gel-manicure = Маникюр с гель-лаком
preset-pedicure = Педикюр
preset-gel-removal = Снятие гель-лака
preset-brow-shaping = Коррекция бровей
preset-brow-tint = Коррекция и окрашивание бровей
preset-brow-lamination = Ламинирование бровей
preset-lash-lift = Ламинирование ресниц
preset-facial = Чистка лица
preset-peeling = Пилинг
preset-face-massage = Массаж лица
preset-consultation = Консультация
preset-back-massage = Массаж спины
preset-body-massage = Массаж всего тела
preset-long-massage = Долгий массаж всего тела
preset-sports-massage = Спортивный массаж
preset-first-meeting = Первая встреча
preset-session = Индивидуальная сессия
preset-couple-session = Парная сессия
preset-trial-lesson = Пробное занятие
preset-lesson = Занятие
preset-long-lesson = Долгое занятие
preset-exam = Подготовка к экзамену
preset-small-tattoo = Маленькая татуировка
preset-long-tattoo = Долгий сеанс
preset-tattoo-correction = Коррекция татуировки
preset-private-class = Индивидуальное занятие
preset-pair-class = Занятие для двоих
preset-home-class = Занятие у вас дома
preset-diagnosis = Выезд и диагностика
preset-small-repair = Мелкий ремонт
preset-installation = Установка
preset-visit = Визит
preset-long-visit = Долгий визит
