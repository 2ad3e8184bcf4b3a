holidays-title = Próximos días festivos
holidays-text = ¿Cuáles te tomas libres? El que dejes sin marcar sigue siendo laborable.
holidays-which = Días libres
holidays-save = Marcar como libres
holidays-none = Elige al menos un día
holidays-saved = { $n ->
    [one] { $n } día libre añadido
    [many] { $n } días libres añadidos
   *[other] { $n } días libres añadidos
}
holidays-more = Los festivos autonómicos y locales no están en la lista: añádelos como días especiales.

holiday-new-year = Año Nuevo
holiday-christmas = Navidad
holiday-christmas-eve = Nochebuena
holiday-christmas-second = Segundo día de Navidad
holiday-epiphany = Día de Reyes
holiday-good-friday = Viernes Santo
holiday-easter-monday = Lunes de Pascua
holiday-ascension = Ascensión del Señor
holiday-whit-monday = Lunes de Pentecostés
holiday-corpus-christi = Corpus Christi
holiday-assumption = Asunción de la Virgen
holiday-all-saints = Todos los Santos
holiday-immaculate = Inmaculada Concepción
holiday-radunitsa = Rádunitsa
holiday-labour-day = Día del Trabajo
holiday-womens-day = Día de la Mujer
holiday-victory-day = Día de la Victoria
holiday-defenders-day = Día del Defensor de la Patria
holiday-national-day = Fiesta nacional
holiday-constitution = Día de la Constitución
holiday-independence-day = Día de la Independencia
holiday-republic = Día de la República
holiday-liberation = Día de la Libertad
holiday-peoples-unity = Día de la Unidad del Pueblo
holiday-russia-day = Día de Rusia
holiday-unity-day = Día de la Unidad Nacional
holiday-capital-day = Día de la Capital
holiday-nauryz = Nauryz
holiday-october = Día de la Revolución de Octubre
holiday-german-unity = Día de la Unidad Alemana
holiday-armistice = Día del Armisticio
holiday-early-may = Festivo de principios de mayo
holiday-spring-bank = Festivo de primavera
holiday-summer-bank = Festivo de verano
holiday-king = Día de Martin Luther King
holiday-presidents = Día de los Presidentes
holiday-memorial = Día de los Caídos
holiday-juneteenth = Juneteenth
holiday-columbus = Día de Colón
holiday-veterans = Día de los Veteranos
holiday-thanksgiving = Acción de Gracias
holiday-juarez = Natalicio de Benito Juárez
holiday-revolution = Día de la Revolución
holiday-francis = San Francisco de Asís
holiday-boxing-day = Boxing Day
holiday-substitute = Festivo trasladado
