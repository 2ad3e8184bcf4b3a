### Услуги: что продаётся по часам.

services-new = Новая услуга
services-create = Добавить услугу
services-all = Все услуги
services-empty-title = Услуг пока нет
services-empty-text = Отсюда клиенты выбирают, на что записаться. Добавьте первую услугу: длительность и цену.
services-added = Добавлено: { $name }
services-saved = Сохранено: { $name }
services-deleted = Удалено: { $name }
services-activated = Снова доступно для записи: { $name }
services-deactivated = Больше не предлагается: { $name }. Сделанные записи остаются.
services-put-aside = Больше не предлагается: { $name }. Есть визиты с этой позицией, поэтому в истории она остаётся.
services-used = С этой услугой есть визиты, поэтому удалить её нельзя. Её можно больше не предлагать.
services-stale = Услугу тем временем изменили в другом окне или другой человек. Ваши правки ниже: сохраните ещё раз, чтобы действовали они.
services-part-stale = Тем временем эту строку изменили — в другом окне или кто-то ещё. Ваш текст сохранён ниже: сохраните ещё раз, чтобы применить его.
services-too-long = Со всеми дополнениями визит длился бы дольше 24 часов.
services-inactive = Сейчас не предлагаются: { $n }
services-is-inactive = Сейчас не предлагается
services-no-category = Без категории
services-order = Изменить порядок
services-order-done = Готово
services-order-hint = В таком порядке их видят клиенты
services-up = Выше: { $name }
services-down = Ниже: { $name }
services-price-from = от { $price }
services-n-variants = { $n ->
    [one] { $n } вариант
    [few] { $n } варианта
    [many] { $n } вариантов
   *[other] { $n } варианта
}
services-n-places = { $n ->
    [one] { $n } место
    [few] { $n } места
    [many] { $n } мест
   *[other] { $n } места
}
services-by-request = с вашим подтверждением
services-by-link = только по ссылке

services-name = Название
services-category = Категория
services-category-hint = Объединяет услуги на вашей странице, например «Брови» или «Массаж»
services-duration = Длительность
services-min = мин
services-price = Цена
services-price-is-from = Цена начинается от этой суммы
services-description = Описание
services-description-hint = Что входит, кому подходит, как подготовиться
services-more = Правила, перерывы и прочее
services-confirmation = Когда клиент записывается
services-confirmation-instant = Запись подтверждается сразу
services-confirmation-manual = Приходит заявка, подтверждаете вы
services-buffer-before = Время на подготовку
services-buffer-before-hint = Остаётся свободным перед визитом
services-buffer-after = Время на уборку
services-buffer-after-hint = Остаётся свободным после визита
services-material-cost = Расход материалов
services-material-cost-hint = Видите только вы: чтобы считать, сколько остаётся
services-capacity = Человек одновременно
services-capacity-hint = 1 — индивидуальный визит, больше — группа
services-as-practice = Как во всей практике: { $length }
services-days = Только в эти дни
services-days-hint = Ничего не отмечено — во все рабочие дни
services-hours = Только в эти часы
services-hours-hint = Пусто — всё рабочее время
services-visibility = Кто найдёт услугу
services-visibility-public = Все на вашей странице записи
services-visibility-link = Только те, у кого есть ссылка
services-featured = Показывать среди первых на странице записи
services-colour = Цвет в календаре
services-colour-hint = Точка перед названием, видна только вам.
services-colour-none = Без цвета
services-upsell = Что предложить вместе
services-upsell-hint = Увидит тот, кто записывается, рядом с дополнениями: «С окрашиванием держится вдвое дольше»
services-slug = Имя в ссылке
services-slug-hint = Составляется из названия. Если изменить, розданные ссылки перестанут работать.

services-variants = Варианты
services-variants-hint = Другая длительность и цена той же услуги, например для длинных волос. Клиент выбирает один.
services-new-variant = Новый вариант
services-addons = Дополнения
services-addons-hint = Что можно добавить за отдельное время и деньги. Клиент может выбрать несколько.
services-new-addon = Новое дополнение
services-addon-duration = Дополнительное время
services-addon-price = Доплата
services-part-remove = Убрать: { $name }
services-part-aside = не предлагается
services-part-return = Предлагать снова

services-link = Ссылка на запись
services-link-hint = Открывает запись сразу с этой услугой: для сообщения, профиля, прайса.
services-qr = QR-код для печати
services-state = Доступность
services-deactivate-hint = Клиенты перестанут её видеть, сделанные записи останутся как есть.
services-activate-hint = Сейчас клиенты её не видят.
services-deactivate = Больше не предлагать
services-activate = Предлагать снова
services-delete = Удалить

services-forms = Нужно подписать
services-forms-hint = Кто записывается на эту услугу, получает запрос подписать эти формы.
services-forms-which = Формы

services-deposit = Предоплата при записи
services-deposit-none = Не нужна
services-deposit-fixed = Фиксированная сумма
services-deposit-percent = Часть цены в процентах
services-deposit-full = Вся цена
services-deposit-amount = Сколько
services-deposit-amount-hint = Сумма или процент
