### El calendario: horario, excepciones, tiempo bloqueado.

schedule-from = Desde
schedule-to = a
schedule-until = Hasta
schedule-closed = cerrado
schedule-next-day = hasta el día siguiente
schedule-hours-overlap = Estas horas se solapan. Ponlas una tras otra.
schedule-hours-overlap-other = Estas horas se solapan con las de otro periodo
schedule-hours-missing = Escribe las horas o desactiva el día
schedule-stale = El horario ha cambiado mientras tanto, en otra ventana o por otra persona. Lo que has escrito sigue abajo: guárdalo otra vez para que valga.
schedule-override-stale = Esta excepción se cambió mientras tanto, en otra ventana o por otra persona. Lo que escribiste sigue abajo: guárdalo otra vez para usarlo.
schedule-block-stale = Este bloqueo se cambió mientras tanto, en otra ventana o por otra persona. Lo que escribiste sigue abajo: guárdalo otra vez para usarlo.

schedule-day-open = { $day }, abierto
schedule-day-from = { $day }, desde
schedule-day-until = { $day }, hasta
schedule-another = Otro tramo el { $day }
schedule-hours-hint = ¿Descanso a mediodía? Pon dos tramos. Lo que pasa de medianoche pertenece al día en que empieza.
schedule-hours-saved = Horario guardado
schedule-period-always = Todo el año
schedule-period-now = Ahora
schedule-period-until = hasta el { $date }
schedule-period-from = desde el { $date }
schedule-period-between = { $from } – { $until }
schedule-periods = Periodos
schedule-season = Otro horario por temporada
schedule-season-hint = Para el verano o un viaje: otro horario entre dos fechas. Antes y después vale el habitual.
schedule-season-new = Nueva temporada
schedule-season-create = Crear y poner el horario
schedule-season-from = Primer día
schedule-season-until = Último día
schedule-season-added = Temporada creada. Ahora pon su horario.
schedule-season-remove = Quitar este periodo
schedule-season-removed = Periodo quitado; sigue el horario anterior
schedule-season-taken = Estas fechas ya son un periodo propio
schedule-exceptions-next = Próximas excepciones
schedule-dates-order = El último día es anterior al primero
schedule-dates-long = Elige como máximo { $max } días

schedule-outside = { $n ->
    [one] { $n } cita queda fuera de tu horario
    [many] { $n } de citas quedan fuera de tu horario
   *[other] { $n } citas quedan fuera de tu horario
}
schedule-inside = { $n ->
    [one] { $n } cita queda dentro de este tiempo.
    [many] { $n } de citas quedan dentro de este tiempo.
   *[other] { $n } citas quedan dentro de este tiempo.
}
schedule-outside-text = Se mantienen. Cámbialas o cancélalas si no vas a estar.
schedule-visit-at = { $name }, { $date }, { $time }
schedule-walk-in = Sin cita
schedule-and-more = { $n ->
    [one] y { $n } más
    [many] y { $n } más
   *[other] y { $n } más
}

schedule-overrides-empty-title = Sin días libres a la vista
schedule-overrides-empty-text = Festivos, un viaje, un sábado largo: días distintos de los habituales.
schedule-override-new = Nueva excepción
schedule-override-add = Añadir excepción
schedule-override-edit = Excepción
schedule-override-from = Día, o el primero de varios
schedule-override-until = Último día
schedule-override-kind = Esos días
schedule-override-kind-closed = No trabajo
schedule-override-kind-open = Trabajo a estas horas
schedule-override-note = Nota
schedule-override-note-hint = Para ti, por ejemplo el nombre del festivo
schedule-override-saved = Excepción guardada
schedule-override-removed = Vuelve el horario habitual
schedule-override-hours-missing = Escribe las horas de esos días
schedule-override-remove = Quitar excepción
schedule-override-past = Elige un día a partir de hoy

schedule-blocks-empty-title = Nada bloqueado
schedule-blocks-empty-text = La comida, un curso, recoger a los niños: tiempo que no se puede reservar. Una vez o cada semana.
schedule-block-new = Bloquear tiempo
schedule-block-edit = Tiempo bloqueado
schedule-block-add = Bloquear este tiempo
schedule-block-saved = Tiempo bloqueado
schedule-block-saved-visits = { $n ->
    [one] Tiempo bloqueado. Hay { $n } cita en él, que se mantiene.
    [many] Tiempo bloqueado. Hay { $n } de citas en él, que se mantienen.
   *[other] Tiempo bloqueado. Hay { $n } citas en él, que se mantienen.
}
schedule-block-deleted = El tiempo vuelve a estar libre
schedule-block-gone = Ya estaba deshecho: la hora está libre
schedule-block-delete = Desbloquear
schedule-block-too-long = Es demasiado largo: dos años si es una vez, siete días si se repite
schedule-block-day = Día
schedule-block-last-day = Último día
schedule-block-last-day-hint = Si ocupa varios días
schedule-block-all-day = Todo el día
schedule-block-time = Horas
schedule-block-reason = Motivo
schedule-block-note = Nota
schedule-block-note-hint = Solo la ves tú
schedule-reason-break = Descanso
schedule-reason-vacation = Vacaciones
schedule-reason-sick = Baja
schedule-reason-training = Formación
schedule-reason-private = Personal
schedule-reason-elsewhere = Ocupado en otro calendario
schedule-reason-other = Otro

schedule-repeat = Repetición
schedule-repeat-once = Una vez
schedule-repeat-daily = Cada día
schedule-repeat-weekly = Cada semana
schedule-repeat-rule = Como está: { $rule }
schedule-repeat-every = Cada cuántos días o semanas
schedule-repeat-days = Estos días
schedule-repeat-days-hint = Para cada semana; sin marcar, el día de arriba
schedule-repeat-ends = Termina
schedule-repeat-ends-never = Nunca
schedule-repeat-ends-date = En una fecha
schedule-repeat-ends-count = Tras varias veces
schedule-repeat-last = Última fecha
schedule-repeat-count = Cuántas veces
schedule-repeat-every-days = { $n ->
    [one] cada día
    [many] cada { $n } de días
   *[other] cada { $n } días
}
schedule-repeat-every-weeks = { $n ->
    [one] cada semana: { $days }
    [many] cada { $n } de semanas: { $days }
   *[other] cada { $n } semanas: { $days }
}
schedule-repeat-times = { $n ->
    [one] { $n } vez
    [many] { $n } de veces
   *[other] { $n } veces
}
schedule-rrule-invalid = Esta repetición no se entiende
schedule-rrule-too-often = Un bloqueo puede repetirse una vez al día como máximo
schedule-rrule-unsupported = Este tipo de repetición no se admite aquí
