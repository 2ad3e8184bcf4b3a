### Слова всех страниц. Кнопка говорит, что произойдёт; ошибка — что сделать.

app-name = Aureli Solo
skip-to-content = К содержанию
page-title = { $title } · Aureli Solo
page-title-error = Ошибка: { $title }

## Кнопки и короткие слова

save = Сохранить
cancel = Отмена
close = Закрыть
back = Назад
next = Далее
continue = Продолжить
edit = Изменить
change = Изменить
delete = Удалить
remove = Убрать
add = Добавить
undo = Вернуть
search = Поиск
show = Показать
hide = Скрыть
copy = Скопировать
copied = Скопировано
print = Печать
more = Ещё
retry = Повторить
yes = Да
no = Нет
none = Нет
optional = необязательно
saved = Сохранено
not-saved = Не сохранено
sign-in = Войти
sign-out = Выйти
account = Ваша учётная запись
help = Помощь

## Время

today = Сегодня
tomorrow = Завтра
yesterday = Вчера
now = Сейчас
minutes = { $n ->
    [one] { $n } минута
    [few] { $n } минуты
    [many] { $n } минут
   *[other] { $n } минуты
}
hours = { $n ->
    [one] { $n } час
    [few] { $n } часа
    [many] { $n } часов
   *[other] { $n } часа
}
days = { $n ->
    [one] { $n } день
    [few] { $n } дня
    [many] { $n } дней
   *[other] { $n } дня
}

## Навигация

nav-main = Главное меню
nav-calendar = Календарь
nav-todo = Дела
nav-clients = Клиенты
nav-messages = Сообщения
nav-invoices = Счета
nav-analytics = Аналитика
nav-services = Услуги
nav-settings = Настройки
nav-more = Ещё
nav-new = Запись
nav-booking-page = Моя страница записи

## Вид и язык

theme = Оформление
theme-auto = Как на устройстве
theme-light = Светлое
theme-dark = Тёмное
language = Язык
language-en = Английский
language-es = Испанский
language-ru = Русский

## На каком шаге запись

status = Статус
status-held = Время придержано
status-pending = Ждёт подтверждения
status-awaiting-deposit = Ждёт предоплаты
status-confirmed = Подтверждён
status-arrived = На месте
status-in-progress = Идёт
status-completed = Завершён
status-cancelled = Отменён
status-expired = Срок истёк
status-no-show = Неявка

## Страницы о том, что пошло не так

error-403-title = Эта страница вам закрыта
error-403-text = Ваша роль в этой практике её не включает. Владелец может изменить это в настройках.
error-csrf-title = Отправьте ещё раз
error-404-title = Здесь этой страницы нет
error-404-text = Возможно, ссылка устарела или содержимое переехало. Ваши данные целы.
error-api-405 = Этот адрес не принимает такой метод.
error-api-404 = По этому адресу ничего нет.
error-409-title = Кто-то успел раньше
error-409-text = Пока страница была открыта, данные изменились — в другом окне или у другого человека. Посмотрите, как всё выглядит сейчас, и внесите изменение ещё раз.
error-conflict-title = Сейчас это невозможно
error-client-locked = Карточка заблокирована: хранится только то, что требует закон, и ни для чего другого это не используется. Разблокировать её можно в самой карточке, если у вас есть на это право.
error-restricted = Практика сейчас ограничена: всё, что есть, остаётся, но нового создать нельзя. Причину знает служба поддержки.
error-other-practice = Вы перешли в другую практику, возможно, в другой вкладке. Там ничего не сохранено: вернитесь назад, введённое осталось, и сначала выберите практику, для которой оно.
error-422-title = Сохранить пока нельзя
error-422-text = В форме чего-то не хватает или что-то не подходит. Вернитесь и поправьте: введённое осталось на месте.
error-429-title = Слишком быстро
error-429-text = С вашего адреса пришло много запросов. Подождите минуту и попробуйте снова.
error-500-title = Это сбой на нашей стороне
error-500-text = Страницу показать не удалось. Всё, что сохранено раньше, цело. Если вы что-то отправляли, сначала проверьте, не дошло ли оно, и только потом отправляйте снова.
error-503-title = Скоро вернёмся
error-503-text = Сейчас большая нагрузка или идёт обновление. Ничего не потеряно: попробуйте через минуту.
error-code = Если ошибка повторяется, напишите нам и укажите код { $code }.
error-to-calendar = К календарю
error-to-start = На главную

## Ошибки в формах

errors-title-whole = Не получилось
errors-title = { $n ->
    [one] Нужно исправить { $n } поле
    [few] Нужно исправить { $n } поля
    [many] Нужно исправить { $n } полей
   *[other] Нужно исправить { $n } поля
}
field-required = Заполните это поле
field-money-required = Введите сумму
field-minutes-required = Введите длительность в минутах
field-date-required = Введите дату
field-phone-required = Введите телефон
field-email-required = Введите адрес почты
field-choose = Выберите один вариант
field-too-short = { $min ->
    [one] Введите не меньше { $min } символа
    [few] Введите не меньше { $min } символов
    [many] Введите не меньше { $min } символов
   *[other] Введите не меньше { $min } символа
}
field-too-long = { $max ->
    [one] Введите не больше { $max } символа
    [few] Введите не больше { $max } символов
    [many] Введите не больше { $max } символов
   *[other] Введите не больше { $max } символа
}
field-bad-text = Используйте буквы, цифры и обычные знаки
field-bad-phone = Введите номер телефона, например +7 912 345-67-89
field-phone-country = Добавьте код страны, например +7 912 345-67-89
field-phone-which = Напишите номер с плюсом и кодом страны, например +7 495 123-45-67: в таком виде он подходит двум странам
field-bad-email = Введите адрес почты, например anna@example.com
field-email-no-at = Добавьте @ и то, что после него, например anna@example.com
field-email-no-domain = Добавьте то, что после @, например anna@example.com
field-email-too-long = Укажите адрес не длиннее 254 символов
field-bad-number = Введите целое число, например 15
field-bad-decimal = Введите число, например 15 или 12,5
field-number-range = Введите число от { $min } до { $max }
field-bad-money = Введите сумму, например 1200 или 1200,50
field-money-negative = Введите сумму от нуля
field-money-decimals = В сумме слишком много знаков после запятой
field-money-too-large = Введите сумму поменьше
field-bad-date = Введите дату, например 3 ноября или 03.11.2026
field-date-past = Выберите день, который ещё не прошёл
field-bad-time = Введите время, например 14:30
field-time-order = Конец должен быть позже начала
field-time-night = Конец раньше начала. Если время заходит на следующий день, оно может длиться не больше 12 часов
field-bad-slug = Используйте строчные латинские буквы, цифры и дефис, например anna-brows
field-slug-taken = Этот адрес занят, выберите другой
field-bad-choice = Выберите из списка

## A form sent after the session had run out

draft-title = Сеанс закончился до сохранения
draft-typed = Что вы ввели
draft-lead = Всё, что вы ввели, на месте. Сохраните сейчас или откажитесь.
draft-place = Это из раздела «{ $place }».
draft-save = Сохранить
draft-discard = Не сохранять
