### Series: visits that are booked, moved and cancelled as one.

series-new = Nueva serie
series-visits = Citas de la serie
series-repeat = Con qué frecuencia
series-repeat-action = Repetir
series-repeat-visit = Repetir esta cita
series-once = No se repite
series-weekly = Por semanas
series-daily = Por días
series-monthly = Por meses, el mismo día de la semana
series-custom = Con una regla propia
series-every = Cada cuántas veces
series-every-hint = 1 es cada semana, 2 cada dos semanas
series-days = Estos días
series-days-hint = El día de la primera cita siempre cuenta
series-ends = Termina
series-ends-count = Tras varias citas
series-ends-date = En una fecha
series-count = Cuántas citas, contando la primera
series-until = Última fecha
series-rule = Regla
series-rule-hint = Como la escriben los calendarios: FREQ=MONTHLY;BYDAY=-1FR;COUNT=6
series-rule-invalid = Esta regla no se entiende
series-rule-too-often = Una serie tiene como mucho una cita al día
series-rule-unsupported = Este tipo de repetición no se admite aquí
series-endless = Una serie tiene que terminar y tiene como mucho { $max } citas. Añade COUNT= o UNTIL= a la regla.
series-too-many = { $max ->
    [one] Una serie tiene como mucho { $max } cita. Acórtala.
   *[other] Una serie tiene como mucho { $max } citas. Acórtala.
}
series-too-far = Una serie llega como mucho a dos años vista. Acórtala.
series-not-on-first = La regla no cae en el día de la primera cita. Elige otro día o cambia la regla.
series-only-one = Eso es una sola cita. Elige un final posterior.
series-until-first = Elige una fecha posterior a la primera cita
series-words-daily = { $n ->
    [1] Cada día
   *[other] Cada { $n } días
}
series-words-weekly = { $n ->
    [1] Cada semana: { $days }
   *[other] Cada { $n } semanas: { $days }
}
series-words-rule = Según la regla { $rule }
series-book = Reservar la serie
series-change = Cambiar
series-show = Ver las citas
series-decide = Decide qué pasa con esta cita
series-decision = Qué pasa con { $when }
series-choose = Elige qué hacer
series-move-to = Tomar { $when }
series-skip = Saltar esta
series-leave-out = Saltar
series-stay = Dejarla donde está
series-leave = Dejar
series-over = Reservar encima
series-anyway = Reservar de todos modos
series-taken = Ocupado: { $names }
series-closed = Fuera de tu horario o bloqueado
series-skipped = Ese día el reloj se salta esta hora
series-past = Esta hora ya pasó
series-was = antes { $when }
series-now-booked = La serie está reservada
series-now-moved = Las citas se han movido
series-now-cancelled = Las citas están canceladas y su hora queda libre
series-nothing-left = No queda nada que hacer. Deja al menos una cita además de la primera.
series-is-one = Esta cita ya pertenece a una serie.
series-stale = Mientras tanto alguien cambió la serie. Mírala otra vez.
series-scope-move = Qué se mueve
series-scope-cancel = Qué se cancela
series-scope-one = Solo esta cita
series-scope-following = { $n ->
    [one] Esta y las siguientes: { $n } cita
   *[other] Esta y las siguientes: { $n } citas
}
series-scope-all = { $n ->
    [one] Todas las que quedan: { $n } cita
   *[other] Todas las que quedan: { $n } citas
}
series-move = Mover varias citas
series-move-all = Mover las citas
series-client-is-told = El cliente recibe un solo correo sobre todas.
series-of-visit = Serie
series-place = { $n } de { $all }. { $rule }
series-others = Otras citas de la serie
series-sibling = { $weekday }, { $day }, { $time }

mail-series-booked-subject = { $n ->
    [one] { $n } cita reservada, { $who }
   *[other] { $n } citas reservadas, { $who }
}
mail-series-booked-title = Hasta pronto, { $name }
mail-series-booked-lead = { $n ->
    [one] Tienes { $n } cita reservada con { $who }.
   *[other] Tienes { $n } citas reservadas con { $who }.
}
mail-series-moved-subject = { $n ->
    [one] Nueva hora para { $n } cita, { $who }
   *[other] Nuevas horas para { $n } citas, { $who }
}
mail-series-moved-title = Nuevas horas, { $name }
mail-series-moved-lead = { $n ->
    [one] { $n } cita con { $who } tiene nueva hora.
   *[other] { $n } citas con { $who } tienen nueva hora.
}
mail-series-cancelled-subject = { $n ->
    [one] { $n } cita cancelada, { $who }
   *[other] { $n } citas canceladas, { $who }
}
mail-series-cancelled-title = Tus citas están canceladas, { $name }
mail-series-cancelled-lead = { $n ->
    [one] { $n } cita con { $who } no tendrá lugar. Puedes reservar otra hora cuando quieras.
   *[other] { $n } citas con { $who } no tendrán lugar. Puedes reservar otras horas cuando quieras.
}
mail-series-visit = Cita { $n }
mail-series-was = { $when } (antes { $was })
mail-series-action = Abrir la primera cita
mail-series-note = Cada cita de arriba tiene su enlace: ahí se puede mover o cancelar. El archivo lleva todas a tu calendario.
