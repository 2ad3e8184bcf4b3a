### Клиенты: список, карточка, её форма.

clients-count = { $n ->
    [0] Пока никого
    [one] { $n } человек
    [1001] Больше 1000 человек
    [few] { $n } человека
    [many] { $n } человек
   *[other] { $n } человека
}
clients-add = Добавить клиента
clients-search = Поиск клиентов
clients-search-hint = Имя, телефон, почта
clients-empty = Клиентов пока нет
clients-empty-text = Все, кто записывается, появятся здесь: имя, что важно помнить и когда следующий визит. Добавить человека можно и вручную.
clients-none = Никто не найден
clients-none-text = Ни в имени, ни в телефоне, ни в почте нет «{ $q }».
clients-client = Клиент
clients-next = Следующий визит
clients-last = Прошлый визит
clients-contact = Контакт

client-all = Все клиенты
client-new = Новый клиент
client-created = Клиент добавлен
client-since = В вашем списке: { $since }
client-next = Следующий визит
client-no-next = Записей нет.
client-past = Прошлые визиты
client-no-past = Визитов ещё не было.
client-older = Показать более ранние
client-when = { $day }, { $time }
client-visit = { $title }, { $length }, { $price }
client-contact = Контакты
client-name = Имя
client-phone = Телефон
client-email = Почта
client-language = Язык
client-language-hint = На нём уходят сообщения
client-allergies = Аллергии
client-allergies-hint = Видны как предупреждение в каждой записи
client-note = Заметка
client-note-hint = Её видите только вы и ваша команда
client-no-note = Заметок пока нет.
client-stale = Пока вы писали, карточку изменили. Ваш текст сохранён здесь: если сохранить ещё раз, он заменит чужие изменения.
client-as-it-is = Посмотреть, как она выглядит сейчас
client-double = { $name }: такой телефон или почта уже есть.
client-double-open = Открыть эту карточку
client-double-anyway = Добавить другого человека с тем же контактом
