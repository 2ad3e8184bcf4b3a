### Настройки: практика и правила записи.

settings-overrides = Выходные и особые дни
settings-blocks = Перерывы и занятое время
settings-calendars = Другие календари
settings-calendars-sub = Визиты в календаре вашего телефона
settings-saved = Настройки сохранены
settings-stale = Настройки тем временем изменили в другом окне или другой человек. Ваши правки ниже: сохраните ещё раз, чтобы действовали они.

settings-qr = QR-код ссылки
settings-link = Ссылка
settings-link-open = Открыть

settings-notice = Не позднее чем за
settings-notice-hint = За сколько до визита ещё можно занять свободное время
settings-notice-none = До последней минуты
settings-horizon = На сколько вперёд
settings-horizon-hint = На сколько дней вперёд клиенты видят свободное время
settings-cancel = Отменить или перенести без последствий
settings-cancel-hint = За сколько до визита. Позже отмена считается поздней.
settings-cancel-any = До самого начала

settings-practice-shown = Что видят клиенты
settings-name = Название практики
settings-kind = Чем вы занимаетесь
settings-phone = Телефон
settings-phone-hint = Сюда звонят или пишут клиенты
settings-email = Почта для клиентов
settings-address = Адрес
settings-address-hint = Куда приходят клиенты. Оставьте пустым, если приезжаете вы.
settings-description = О вас
settings-description-hint = Несколько фраз: что вы делаете, для кого, в чём особенность
settings-place = Место и деньги
settings-timezone = Часовой пояс
settings-timezone-hint = Часы и визиты указаны по времени этого места
settings-bad-zone = Выберите место из списка, например Europe/Moscow
settings-currency = Валюта
settings-currency-hint = Число в цене не меняется: 48 останется 48. У сделанных записей цена прежняя.
settings-locale = Язык страницы записи
settings-locale-hint = Клиент с устройством на другом из наших языков увидит свой
settings-slug = Адрес вашей страницы
settings-slug-label = Ваше имя в ссылке
settings-slug-hint = После { $base }
settings-slug-warning = Розданные ссылки и QR-коды и дальше будут вести на вашу страницу.
settings-your-link = Ваша страница записи

settings-rules-hint = Для всех услуг, у которых нет своих правил.
settings-step = Время на выбор
settings-step-hint = С каким шагом клиент видит свободное время
settings-daily-limit = Визитов в день
settings-daily-limit-hint = Когда их столько, онлайн-запись на этот день закрывается. Пусто — без ограничения.
settings-offer = Какое время предлагать
settings-offer-hint = Окна между визитами — время, за которое никто не платит
settings-offer-all = Всё свободное время
settings-offer-tight = Ещё и вплотную к другим визитам, чтобы не оставалось окон

trade-nails = Ногти
trade-brows = Брови и ресницы
trade-cosmetology = Косметология
trade-massage = Массаж
trade-psychology = Психология
trade-tutoring = Репетиторство
trade-tattoo = Тату
trade-yoga = Йога и тренировки
trade-repair = Ремонт на дому
trade-other = Другое
settings-client-fields = Карточка клиента
settings-client-fields-sub = О чём вы спрашиваете кроме обычного

settings-forms = Формы на подпись
settings-forms-sub = Согласия и вопросы о здоровье, их версии и языки

settings-offers = Что предложат клиентам в какой-то день
settings-offers-holds = Действует это правило
settings-offers-own = Только так
settings-offers-count = { $n ->
    [0] Свободного времени нет: { $day }
    [one] { $n } вариант: { $day }
    [few] { $n } варианта: { $day }
    [many] { $n } вариантов: { $day }
   *[other] { $n } варианта: { $day }
}

# The look of the public page
look-title = Вид страницы
look-sub = Цвет и логотип для клиентов
look-colour = Цвет
look-colour-hint = Им выделены кнопки и отметки на странице записи. Текст читается и днём, и ночью.
look-logo = Логотип
look-logo-now = Ваш логотип, каким его видят клиенты
look-logo-choose = Выберите картинку
look-logo-other = Выберите другую картинку
look-logo-hint = JPEG, PNG или WebP, до 5 МБ. Лучше всего квадратная.
look-logo-remove = Убрать логотип
look-logo-kind = Логотип — это картинка: JPEG, PNG или WebP
look-logo-large = Картинка больше 5 МБ: выберите поменьше
look-saved = Сохранено: так клиенты видят вашу страницу
look-brand-gold = Золотой
look-brand-rose = Розовый
look-brand-coral = Коралловый
look-brand-olive = Оливковый
look-brand-teal = Бирюзовый
look-brand-sky = Небесный
look-brand-lavender = Лавандовый
look-brand-wine = Винный
look-brand-forest = Тёмно-зелёный
look-brand-navy = Тёмно-синий
look-brand-graphite = Графитовый

settings-guests = Пока клиент записывается
settings-hold = Придержать выбранное время
settings-hold-hint = Пока форма открыта, это время никто не займёт. Один раз клиент может его продлить.
settings-hold-none = Не придерживать
settings-code = Подтверждение почты кодом
settings-code-hint = Перед записью клиент получает код из шести цифр. Это защищает от записей с выдуманным адресом, но добавляет шаг.
settings-code-off = Никогда
settings-code-new = Только новые клиенты: те, кто ещё не подтверждал свой адрес на этом устройстве
settings-code-all = При каждой записи

widget-title = На вашем сайте
widget-lead = Клиенты записываются, не уходя с вашего сайта: услуги и свободное время видны прямо на странице.
widget-sites = Где можно показывать
widget-sites-label = Ваши сайты
widget-sites-hint = По одному в строке, например https://example.com. Если сайт открывается и с www, добавьте и его.
widget-sites-none = Пока не разрешён ни один сайт: страницы записи видны только здесь.
widget-bad-site = Номер { $n } не похож на адрес сайта. Напишите так: https://example.com
widget-too-many-sites = Больше сайтов не поместится: предел { $max }
widget-code = Код для сайта
widget-what = На что можно записаться
widget-all-services = Все открытые услуги
widget-snippet = Вставьте это туда, где должна быть запись
widget-snippet-hint = Высота подстроится сама. В конструкторе сайтов добавьте блок «HTML» или «Вставка кода».
widget-plain = Если сайт не разрешает скрипты
widget-plain-label = Без скрипта
widget-plain-hint = Высота постоянная; если нужно больше, измените число.
widget-preview = Как это выглядит
widget-links = Ссылки и QR-коды
widget-links-hint = Каждая ведёт сразу к свободному времени одной услуги: для мессенджеров, соцсетей и печати.
widget-by-link = только по ссылке
widget-link-of = Ссылка: { $service }
widget-qr = QR-код
widget-card = Карточка для печати
widget-on-site = Поставить на сайт
widget-title-of = Запись: { $practice }
widget-link-words = Записаться онлайн
widget-card-title = Запись онлайн
widget-card-scan = Наведите камеру и выберите время
