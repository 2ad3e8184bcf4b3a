### Календарь: день, неделя, месяц, список.

calendar-view = Вид календаря
calendar-view-day = День
calendar-view-week = Неделя
calendar-view-month = Месяц
calendar-view-agenda = Список
calendar-previous-day = Предыдущий день
calendar-next-day = Следующий день
calendar-previous-week = Предыдущая неделя
calendar-next-week = Следующая неделя
calendar-previous-month = Предыдущий месяц
calendar-next-month = Следующий месяц
calendar-week-days = Дни недели
calendar-short-day = { $weekday }, { $day }
calendar-figures = { $n ->
    [0] Визитов нет
    [one] { $n } визит на { $money }
    [few] { $n } визита на { $money }
    [many] { $n } визитов на { $money }
   *[other] { $n } визита на { $money }
}
calendar-figures-free = { $n ->
    [0] Визитов нет, свободно { $free }
    [one] { $n } визит на { $money }, свободно { $free }
    [few] { $n } визита на { $money }, свободно { $free }
    [many] { $n } визитов на { $money }, свободно { $free }
   *[other] { $n } визита на { $money }, свободно { $free }
}
calendar-load = занято { $percent }, { $money }
calendar-month-day = { $day }: { $visits }, { $load }
calendar-visits = { $n ->
    [0] Визитов нет
    [one] { $n } визит
    [few] { $n } визита
    [many] { $n } визитов
   *[other] { $n } визита
}
calendar-closed = закрыто
calendar-day-today = { $day }, сегодня
calendar-day-today-closed = { $day }, сегодня, закрыто
calendar-all-closed = Закрыто, визитов нет.
calendar-change-hours = Изменить часы
calendar-book-anyway = Всё равно записать
calendar-day-closed = { $day }, закрыто
calendar-free-day = Записей нет
calendar-no-visits = Визитов не было
calendar-example = пример
calendar-example-note = { $day } показан пример дня с вымышленными визитами. Его видите только вы, а клиентам доступно всё это время.
calendar-example-show = Показать
calendar-example-remove = Убрать пример
calendar-example-removed = Пример убран
calendar-example-first = Анна Орлова
calendar-example-second = Мария Зимина
calendar-example-third = Ольга Белова
calendar-offline-title = Нет связи
calendar-offline-note = День показан таким, каким он был в { $time }.
calendar-now = Сейчас { $time }
calendar-free = Свободно { $length }.
calendar-book = Записать
calendar-held = Держится: { $name }
calendar-has-note = Есть заметка
calendar-allergy = Аллергия
calendar-overlaps = { $status }, пересечение { $length }
calendar-blocked = Занято
calendar-elsewhere = Занято в другом календаре
calendar-block-break = Перерыв
calendar-block-vacation = Отпуск
calendar-block-sick = Больничный
calendar-block-training = Учёба
calendar-block-private = Личное
calendar-block-elsewhere = Занято
calendar-block-other = Занято

calendar-held-by-visitor = Кто-то записывается на это время
## Free time for who waits
calendar-offer = Предложить ({ $n })
calendar-offer-of = Предложить { $time } тем, кто ждёт: { $n }
calendar-search = Найти визит клиента
calendar-search-none = Визитов такого клиента нет.
calendar-search-coming = Предстоящие
calendar-search-past = Прошедшие
calendar-nearest = Ближайшее свободное время
calendar-print = Печать дня
calendar-print-time = Время
calendar-print-who = Кто
calendar-print-what = Что
