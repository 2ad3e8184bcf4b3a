### El calendario: día, semana, mes, agenda.

calendar-view = Vista del calendario
calendar-view-day = Día
calendar-view-week = Semana
calendar-view-month = Mes
calendar-view-agenda = Agenda
calendar-previous-day = Día anterior
calendar-next-day = Día siguiente
calendar-previous-week = Semana anterior
calendar-next-week = Semana siguiente
calendar-previous-month = Mes anterior
calendar-next-month = Mes siguiente
calendar-week-days = Días de la semana
calendar-short-day = { $weekday } { $day }
calendar-figures = { $n ->
    [0] Sin visitas
    [one] { $n } visita, { $money } reservados
    [many] { $n } de visitas, { $money } reservados
   *[other] { $n } visitas, { $money } reservados
}
calendar-figures-free = { $n ->
    [0] Sin visitas, { $free } libre
    [one] { $n } visita, { $money } reservados, { $free } libre
    [many] { $n } de visitas, { $money } reservados, { $free } libre
   *[other] { $n } visitas, { $money } reservados, { $free } libre
}
calendar-load = { $percent } ocupado, { $money }
calendar-month-day = { $day }: { $visits }, { $load }
calendar-visits = { $n ->
    [0] Sin visitas
    [one] { $n } visita
    [many] { $n } de visitas
   *[other] { $n } visitas
}
calendar-closed = cerrado
calendar-day-today = { $day }, hoy
calendar-day-today-closed = { $day }, hoy, cerrado
calendar-all-closed = Cerrado y sin visitas.
calendar-change-hours = Cambiar el horario
calendar-book-anyway = Reservar de todos modos
calendar-day-closed = { $day }, cerrado
calendar-free-day = Sin visitas
calendar-no-visits = Sin visitas
calendar-example = ejemplo
calendar-example-note = El { $day } es un día de ejemplo con citas inventadas. Solo lo ves tú, y tus clientes pueden reservar todas sus horas.
calendar-example-show = Verlo
calendar-example-remove = Quitar el ejemplo
calendar-example-removed = El día de ejemplo ya no está
calendar-example-first = Lucía Romero
calendar-example-second = Carmen Ortega
calendar-example-third = Elena Vidal
calendar-offline-title = Sin conexión
calendar-offline-note = Así estaba el día a las { $time }.
calendar-now = Ahora, { $time }
calendar-free = { $length } libre.
calendar-book = Reservar
calendar-held = Retenido: { $name }
calendar-has-note = Tiene una nota
calendar-allergy = Alergia
calendar-overlaps = { $status }, se solapa { $length }
calendar-blocked = Bloqueado
calendar-elsewhere = Ocupado en otro calendario
calendar-block-break = Descanso
calendar-block-vacation = Vacaciones
calendar-block-sick = Baja
calendar-block-training = Formación
calendar-block-private = Privado
calendar-block-elsewhere = Ocupado
calendar-block-other = Bloqueado

calendar-held-by-visitor = Alguien está reservando esta hora
## Free time for who waits
calendar-offer = Ofrecer ({ $n })
calendar-offer-of = Ofrecer { $time } a quien espera: { $n }
calendar-search = Buscar la cita de una clienta
calendar-search-none = No hay citas con ese nombre.
calendar-search-coming = Próximas
calendar-search-past = Pasadas
calendar-nearest = La hora libre más cercana
calendar-print = Imprimir el día
calendar-print-time = Hora
calendar-print-who = Quién
calendar-print-what = Qué
