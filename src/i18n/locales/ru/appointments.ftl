### Visits: the calendar's words and what can be done with a visit.

source-public = Онлайн
source-master = Вами
source-walk-in = Без записи
source-voice = Телефонный помощник
source-api = Через API
source-import = Импорт
source-waitlist = Из листа ожидания
source-series = Серия
source-demo = Демо

appointment-walk-in = Без записи
appointment-complete = Завершить
appointment-start = Начать
appointment-stale = Кто-то уже изменил этот визит. Вот как он выглядит сейчас.
appointment-closed = Этот визит завершён или отменён, изменить его нельзя.
appointment-bad-transition = Этот шаг не подходит к нынешнему состоянию визита.
appointment-not-begun = Визит ещё не начался. Неявку можно отметить, когда придёт его время.
appointment-no-show-final = Неявку можно снять в течение суток. Эта отмечена раньше.
appointment-bad-length = Визит длится от 5 минут до 24 часов.

now-until-then = до { $until }, затем { $name } в { $time }
now-until = до { $until }
now-next = в { $time }
now-done = На сегодня всё
now-done-line = Сегодня визитов больше нет
now-label = { $n ->
    [one] Сегодня { $n } визит
    [few] Сегодня { $n } визита
    [many] Сегодня { $n } визитов
   *[other] Сегодня { $n } визита
}

error-slot-taken = Это время только что заняли. Выберите другое.
error-csrf = Страница была открыта слишком долго или пришла с другого сайта. Вернитесь, обновите её и попробуйте ещё раз.
error-form = Часть отправленного не удалось прочитать. Вернитесь, обновите страницу и попробуйте ещё раз.
