### Абонементы и подарочные сертификаты: что продаётся, что продано, что использовано.
packages-title = Абонементы и сертификаты
packages-package = Абонемент
packages-certificate = Подарочный сертификат
packages-visits = { $n ->
    [one] { $n } визит
    [few] { $n } визита
   *[other] { $n } визитов
}
packages-until = до { $day }
packages-no-end = без срока
packages-lasts = { $n ->
    [one] действует { $n } день
    [few] действует { $n } дня
   *[other] действует { $n } дней
}
packages-left-of = Осталось: { $left } из { $all }
packages-from-to = от { $least } до { $most }
packages-all-services = любая услуга

## Состояние
packages-state = Статус
packages-state-active = Действует
packages-state-used = Использован
packages-state-expired = Срок истёк
packages-state-cancelled = Аннулирован
packages-used-up = На нём ничего не осталось.
packages-expired = Срок действия истёк.
packages-cancelled = Он аннулирован, использовать его нельзя.

## Список у мастера
packages-open = Ещё не использовано
packages-open-text = клиенты за это уже заплатили
packages-find = Найти по коду
packages-code-hint = Например, 7KDM-24XP-HHT9; можно с пробелами и строчными буквами
packages-which = Какие показать
packages-which-all = Все
packages-which-active = Действуют
packages-which-over = Завершены
packages-none-title = Пока ничего не продано
packages-none-text = Здесь будут купленные абонементы и сертификаты и остаток на каждом.
packages-none-of-client = Нет абонементов и сертификатов.
packages-name = Название
packages-balance = Остаток
packages-term = Срок
packages-words = Пожелание
packages-last-day = Действует до
packages-last-day-hint = Оставьте пустым, если срока нет. Просроченный снова заработает, если указать более поздний день.
packages-see-page = Посмотреть страницу

## Что продаётся
packages-offers = В продаже
packages-offers-text = Что вы продаёте: в счёте, из карточки клиента и на вашей странице.
packages-no-offers = Пока ничего не продаётся
packages-no-offers-text = Добавьте абонемент на несколько визитов или подарочный сертификат, и его можно будет продать.
packages-new-package = Новый абонемент
packages-new-certificate = Новый сертификат
packages-archived = Снят с продажи
packages-on-page = На вашей странице
packages-archive = Снять с продажи
packages-unarchive = Вернуть в продажу
packages-sold-stay = Уже проданное останется прежним.
packages-visits-label = Сколько визитов
packages-price = Цена абонемента
packages-amounts = Номиналы на выбор
packages-amounts-hint = Через точку с запятой: 1000; 3000; 5000
packages-least = Другая сумма от
packages-most = Другая сумма до
packages-limits-hint = Оставьте оба поля пустыми, если выбирать можно только из списка.
packages-valid-days = Срок действия, дней
packages-valid-days-hint = Считая от дня оплаты; пусто — без срока.
packages-services = Услуги
packages-services-hint = Ничего не отмечено — любая услуга.
packages-description = Описание
packages-public = Продавать на моей странице
packages-public-hint = Клиенты смогут купить его сами.
packages-amounts-needed = Укажите номиналы на выбор или пределы другой суммы.
packages-limits-turned = Верхний предел меньше нижнего.
packages-too-many-amounts = Укажите не больше { $max } номиналов.
packages-worth-nothing = Укажите сумму больше нуля.
packages-stale = Тем временем здесь что-то изменили. Проверьте и сохраните ещё раз.
packages-offer-gone = Абонемент или сертификат из этого счёта больше не продаётся. Уберите строку и добавьте другую.
packages-whole-pieces = Абонементы и сертификаты продаются целыми штуками, не больше 50 в строке.

## Продажа
packages-sell = Продать
packages-sell-whom = Кому
packages-sell-text = Появится черновик счёта. Код будет выдан и отправлен письмом, как только счёт оплатят.
packages-sell-begin = Создать счёт
packages-choose-offer = Выберите, что покупают
packages-choose-amount = Выберите сумму.
packages-amount-not-offered = Такой суммы нет. Выберите другую.
packages-certificate-amount = Сумма сертификата
packages-recipient = Для кого
packages-recipient-hint = Будет напечатано на сертификате
packages-message = Несколько слов к подарку
packages-line = { $name }, { $visits }
packages-line-certificate = Подарочный сертификат «{ $name }»
packages-order-unpaid = Не оплачено вовремя

## Проданный
packages-print = Печать
packages-code = Код
packages-link = Ссылка для клиента
packages-link-hint = Воспользоваться может любой, у кого есть ссылка или код.
packages-sold-for = Продан за
packages-buyer = Кто купил
packages-more = Ещё
packages-other-code = Заменить код
packages-other-code-text = Прежний код, ссылка и распечатка перестанут действовать.
packages-cancel = Аннулировать
packages-cancel-text = { $left }: это пропадёт. Деньги возвращаются на странице платежа.
packages-ledger = Что происходило
packages-return = Отменить
packages-moved-issued = Продан
packages-moved-redeemed = Использован
packages-moved-returned = Возвращено на остаток
packages-moved-burned = Списано: визит не состоялся
packages-moved-expired = Срок истёк
packages-moved-revived = Снова действует
packages-moved-cancelled = Аннулирован
packages-now-cancelled = Аннулирован.
packages-now-other-code = Код заменён.
packages-now-returned = Возвращено на остаток.
packages-attention-refunded = Его продажу отменили, но им уже пользовались или деньги вернули не полностью. Решите, что делать с остатком.
packages-attention-lacking = Визит, оплаченный им, восстановлен, но остатка уже не хватает. Договоритесь с клиентом, как он заплатит.

## Оплата им
packages-redeem = Оплатить абонементом или сертификатом
packages-own = Есть у клиента
packages-redeem-amount = Сумма
packages-redeem-amount-hint = Для сертификата; пусто — сколько есть.
packages-redeem-button = Списать
packages-redeemed = Готово. Остаток: { $left }.
packages-used = { $kind } ····{ $tail }: { $value }
packages-unknown-code = Такого кода нет. Проверьте его по буквам.
packages-choose-one = Введите код.
packages-no-visit = Этот визит не состоится, платить не за что.
packages-not-open = Этот счёт не принимает оплату. Сначала отправьте его или проверьте статус.
packages-not-for-packages = Абонементы и сертификаты нельзя купить за сертификат.
packages-other-currency = Он в другой валюте.
packages-not-for-this = Он не для этой услуги.
packages-taxed-already = Этот счёт выставлен с налогом. Визит из абонемента обложен налогом при продаже абонемента, а здесь налог появился бы второй раз. Аннулируйте счёт или выставьте корректировку, а в новом счёте спишите визит до отправки.
packages-invoice-is-out = Счёт за этот визит уже выставлен. Уточните у мастера, как использовать абонемент.
packages-went-out-untaxed = Счёт за этот визит выставлен без налога на то, что оплатил абонемент. Выставьте к нему корректировку: визит вернётся на абонемент сам.
packages-too-little = На нём столько не осталось.
packages-have-code = У меня есть код абонемента или сертификата
packages-use-for-visit = Оплатить: «{ $name }» (осталось: { $left })
packages-to-it = Открыть покупку
packages-will-pay = «{ $name }» оплатит { $sum } за этот визит.

## Страница мастера
packages-shop = Сертификаты и абонементы
packages-shop-text = Оплата сейчас, визиты потом. Код придёт на почту, как только поступят деньги.
packages-not-sold-now = Сейчас здесь ничего не продаётся. Спросите у мастера.
packages-amount = Сумма
packages-other-amount = Другая сумма
packages-email-hint = Туда придёт код.
packages-email-needed = Укажите почту, например name@example.com: туда придёт код.
packages-as-gift = Это подарок
packages-order-text = Оплата ({ $practice }) — на следующей странице. Сертификат станет вашим, когда платёж подтвердится.
packages-order-button = К оплате

## Его страница и печать
packages-gone = Эта ссылка никуда не ведёт
packages-gone-text = Адрес неполный, или код заменили. Спросите того, кто прислал ссылку.
packages-holder-text = Введите код при записи или покажите его на визите: { $practice }.
packages-book = Записаться с ним
packages-sheet-certificate = Подарочный сертификат
packages-sheet-package = Абонемент
packages-sheet-for = Кому: { $name }
packages-sheet-qr = Код, который ведёт на страницу сертификата

## Учёт
invoices-prepaid = Оплачено заранее
invoices-packaged = В том числе обложено налогом при продаже абонемента
invoices-untaxed = Без налога
invoices-legal-certificate = Налог с того, что оплатят сертификатом, начисляется при его использовании.
packages-books = «Оплачено заранее» — то, что закрыли абонементами и сертификатами. Эти деньги учтены в том месяце, когда их продали, поэтому здесь «Остаётся» их не включает. Налог с абонемента считается при продаже, с сертификата — при использовании.

## Письма
mail-certificate-subject = Ваш подарочный сертификат: { $who }
mail-certificate-title = Спасибо, { $name }!
mail-certificate-lead = Оплата поступила. Вот подарочный сертификат ({ $who }): распечатайте его или перешлите ссылку.
mail-package-subject = Ваш абонемент: { $who }
mail-package-title = Спасибо, { $name }!
mail-package-lead = Оплата поступила. Вот ваш абонемент ({ $who }): введите код при записи или покажите его на визите.
mail-package-ending-subject = Скоро истекает срок: { $who }
mail-package-ending-title = { $name }, здравствуйте!
mail-package-ending-lead = На том, что вы купили ({ $who }), ещё есть остаток, а срок скоро истекает.
mail-package-action = Открыть и распечатать
mail-package-note = Воспользоваться может любой, у кого есть код или ссылка: берегите их как деньги.

## Журнал
audit-package-offer-changed = Изменено то, что продаётся заранее
audit-package-issued = Выдан абонемент или сертификат
audit-package-redeemed = Использован абонемент или сертификат
audit-package-returned = Использование абонемента или сертификата отменено
audit-package-burned = Списано с абонемента или сертификата: визит не состоялся
audit-package-expired = Истёк срок абонемента или сертификата
audit-package-cancelled = Аннулирован абонемент или сертификат
audit-package-changed = Изменён абонемент или сертификат

## The demo
packages-demo-package = Пять визитов
packages-demo-package-text = Любая процедура пять раз; один визит выходит дешевле.
packages-demo-certificate = Подарочный сертификат
packages-demo-certificate-text = На любую процедуру и по любому поводу.
packages-demo-recipient = Елена
packages-demo-message = С днём рождения!
