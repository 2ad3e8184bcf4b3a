holidays-title = Ближайшие праздники
holidays-text = Какие из них у вас выходные? День без отметки останется рабочим.
holidays-which = Выходные дни
holidays-save = Сделать выходными
holidays-none = Отметьте хотя бы один день
holidays-saved = { $n ->
    [one] Добавлен { $n } выходной
    [few] Добавлено { $n } выходных
    [many] Добавлено { $n } выходных
   *[other] Добавлено { $n } выходного
}
holidays-more = Переносов по указу и местных праздников в списке нет: добавьте их как особые дни.

holiday-new-year = Новый год
holiday-christmas = Рождество
holiday-christmas-eve = Сочельник
holiday-christmas-second = Второй день Рождества
holiday-epiphany = Богоявление
holiday-good-friday = Страстная пятница
holiday-easter-monday = Пасхальный понедельник
holiday-ascension = Вознесение Господне
holiday-whit-monday = Понедельник Святого Духа
holiday-corpus-christi = Праздник Тела Христова
holiday-assumption = Успение Богородицы
holiday-all-saints = День всех святых
holiday-immaculate = Непорочное зачатие Девы Марии
holiday-radunitsa = Радуница
holiday-labour-day = Праздник труда
holiday-womens-day = Международный женский день
holiday-victory-day = День Победы
holiday-defenders-day = День защитника Отечества
holiday-national-day = Национальный праздник
holiday-constitution = День Конституции
holiday-independence-day = День независимости
holiday-republic = День Республики
holiday-liberation = День освобождения
holiday-peoples-unity = Праздник единства народа
holiday-russia-day = День России
holiday-unity-day = День народного единства
holiday-capital-day = День столицы
holiday-nauryz = Наурыз
holiday-october = День Октябрьской революции
holiday-german-unity = День германского единства
holiday-armistice = День перемирия
holiday-early-may = Майский выходной
holiday-spring-bank = Весенний выходной
holiday-summer-bank = Летний выходной
holiday-king = День Мартина Лютера Кинга
holiday-presidents = День президентов
holiday-memorial = День памяти
holiday-juneteenth = Джунтинс
holiday-columbus = День Колумба
holiday-veterans = День ветеранов
holiday-thanksgiving = День благодарения
holiday-juarez = День рождения Бенито Хуареса
holiday-revolution = День революции
holiday-francis = День святого Франциска
holiday-boxing-day = День подарков
holiday-substitute = Перенесённый выходной
