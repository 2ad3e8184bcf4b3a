### Visits: the calendar's words and what can be done with a visit.

source-public = En línea
source-master = Por ti
source-walk-in = Sin cita
source-voice = Asistente telefónico
source-api = Por API
source-import = Importada
source-waitlist = De la lista de espera
source-series = Serie
source-demo = Demostración

appointment-walk-in = Sin cita
appointment-complete = Completar
appointment-start = Empezar
appointment-stale = Alguien ha cambiado esta cita entretanto. Así está ahora.
appointment-news = Mientras tanto se ha cambiado esta cita en otro lugar: { $status }, { $day }, { $time }. Lo que has escrito sigue aquí.
appointment-news-show = Mostrarla como está ahora
appointment-note-stale = La nota ha cambiado entretanto. Aquí están los dos textos: deja lo que valga.
appointment-closed = Esta cita ya terminó o se canceló y no se puede cambiar.
appointment-bad-transition = Ese paso no encaja con el estado actual de la cita.
appointment-not-begun = La cita aún no ha empezado. La ausencia se puede anotar cuando llegue su hora.
appointment-not-today = Esta cita es otro día, más adelante. Se puede empezar y terminar cuando llegue su día.
appointment-no-show-final = Una ausencia se puede deshacer durante un día. Esta es más antigua.
appointment-final = Esta cancelación ya no se puede deshacer. Reserva la hora de nuevo.
appointment-bad-length = Una visita dura entre 5 minutos y 24 horas.
appointment-form-used = Con este formulario ya se reservó una visita. Pulsa otra vez para reservar también esta.

now-until-then = hasta las { $until }, luego { $name } a las { $time }
now-until = hasta las { $until }
now-next = a las { $time }
now-done = Todo listo por hoy
now-done-line = No hay más citas hoy
now-label = { $n ->
    [one] Hoy: { $n } cita
    [many] Hoy: { $n } de citas
   *[other] Hoy: { $n } citas
}

error-slot-taken = Esa hora se acaba de ocupar. Elige otra.
error-csrf = Esta página llevaba mucho tiempo abierta o venía de otro sitio. Vuelve atrás, recárgala e inténtalo de nuevo.
error-form = No se ha podido leer parte de lo enviado. Vuelve atrás, recarga la página e inténtalo de nuevo.

## El panel

appointment-about = { $n ->
    [1] Primera visita, escribe en { $language }
   *[other] Visita { $n }, escribe en { $language }
}
appointment-in-en = inglés
appointment-in-es = español
appointment-in-ru = ruso
appointment-no-client = No está en la lista de clientes
appointment-call = Llamar a { $name }, { $number }
appointment-write = Escribir un correo a { $name }
appointment-allergy = Alergia:
appointment-steps = Pasos de la cita
appointment-step-booked = Reservada
appointment-step-confirmed = Confirmada
appointment-step-chair = En curso
appointment-step-done = Terminada
appointment-left = Quedan { $length }
appointment-progress = { $passed } de { $all } minutos
appointment-day = { $day }, { $length }
appointment-day-near = { $near }, { $day }, { $length }
appointment-moment = { $day } { $time }
appointment-moment-today = hoy { $time }
appointment-overlaps = Se solapa { $length } con { $name } ({ $time }).
appointment-service = Servicio
appointment-addon = Extra
appointment-price = Precio
appointment-buffer = Margen
appointment-buffer-before = { $before } antes
appointment-buffer-after = { $after } después
appointment-buffer-both = { $before } antes, { $after } después
appointment-booked = Reserva
appointment-booked-how = { $source }, { $when }
appointment-given = Dato de la reserva
appointment-reference = Referencia
appointment-coming = Ha dicho que viene
appointment-kept-until = Se guarda hasta
appointment-reason = Motivo
appointment-late = Cancelación tardía
appointment-moved-late = Cambio tardío
appointment-client-note = Nota del cliente
appointment-note = Tu nota
appointment-note-label = Nota sobre esta visita
appointment-note-hint = El cliente no la ve
appointment-history = Historia de esta reserva
appointment-final-price = A pagar
appointment-complete-for = Completar, { $price }
appointment-confirm = Confirmar
appointment-arrive = Ya está aquí
appointment-no-show = No se presentó
appointment-take-back = Sí se presentó
appointment-restore = Deshacer la cancelación
appointment-move = Mover
appointment-cancel = Cancelar la cita
appointment-decline = Rechazar
appointment-more = Más acciones
appointment-book-next = Reservar la próxima visita

## Lo que se ha hecho

appointment-now-confirmed = Visita confirmada
appointment-now-arrived = El cliente ya está aquí
appointment-now-started = Visita empezada
appointment-now-completed = Visita terminada
appointment-now-no-show = Anotado que no se presentó
appointment-now-cancelled = Visita cancelada, su hora queda libre
appointment-now-restored = La cita sigue en pie
appointment-now-moved = Visita movida
appointment-other-time = Elegir una hora
appointment-note-add = Añadir una nota
appointment-now-until = Ahora hasta las { $until }
appointment-moved-to = Movida al { $day }, { $time }
appointment-moved-but = { $moved }. { $why }
appointment-outside-hours = Fuera de tu horario
appointment-outside-block = En tiempo que tienes bloqueado: { $reason }
appointment-by-itself = Automáticamente
appointment-happened-created = Reservada
appointment-happened-moved = Movida: { $from } → { $to }
appointment-happened-place = Lugar: { $from } → { $to }
appointment-happened-moved-late = Cambio tardío: { $from } → { $to }
appointment-happened-stretched = Ahora dura { $length }
appointment-happened-status = { $from } → { $to }
appointment-happened-restored = Cancelación deshecha
appointment-happened-status-late = { $from } → { $to }, tarde
appointment-happened-coming = El cliente viene
appointment-happened-changed = Nota cambiada

## Cancelar y mover

appointment-what = { $day }, { $time }, { $title }
appointment-who-cancels = Quién cancela
appointment-by-client = El cliente
appointment-by-client-late = Cuenta como cancelación tardía
appointment-by-client-early = Con tiempo, así que no cuenta como tardía
appointment-by-master = Yo
appointment-by-master-sub = El cliente puede reservar otra hora
appointment-reason-hint = El cliente lo lee en el mensaje
appointment-client-is-told = El cliente recibe un correo.
appointment-decline-lead = La solicitud se rechaza y su hora vuelve a quedar libre.
appointment-keep = Dejarla
appointment-move-title = Mover a otra hora
appointment-date = Fecha
appointment-free-on = Libre: { $day }
appointment-no-slots = Ese día no queda nada libre en tu horario. Elige otro día o escribe una hora.
appointment-no-slots-unsigned = Ese día hay hora, pero lo que debe firmarse antes todavía no vale. Elige un día posterior o escribe una hora.
appointment-next-free = Próximo día libre: { $day }
appointment-any-time = Otra hora
appointment-length = Duración
appointment-minutes = min
appointment-move-to-time = Mover a la hora escrita
appointment-taken = Esta hora está ocupada:
appointment-taken-next = Elige otra hora o marca «Reservar encima» más abajo.
appointment-clash = { $name }, { $time }
appointment-book-over = Reservar encima de lo que hay
appointment-book-over-hint = Las dos visitas se quedan, marcadas como solapadas
appointment-past = Esa hora ya ha pasado.
appointment-past-move = Moverla al pasado
appointment-past-move-hint = Para corregir el registro. No se avisa al cliente.
appointment-time-skipped = Esa noche se adelanta el reloj y esta hora no existe. Elige una hora más tarde.

## Visitas nuevas

appointment-client = Cliente
appointment-nobody = Nadie de la lista
appointment-choose-client = Elige un cliente o «Nadie de la lista»
appointment-choose-service = Elige un servicio
appointment-choose-time = Elige una hora libre o escribe una
appointment-addons = Extras
appointment-upsell = Sugiere: { $hint }
appointment-show-times = Ver horas libres
appointment-book = Reservar
appointment-block-instead = Bloquear este rato
appointment-now-booked = Visita reservada
appointment-now-noted = Visita anotada; su hora ya pasó, así que no se avisa a nadie
appointment-walk-in-lead = Elige qué es y empieza ahora
appointment-no-services = Todavía no hay nada que reservar
appointment-no-services-text = Una visita necesita un servicio con su duración y precio. Añade el primero y reserva.
appointment-add-service = Añadir un servicio
appointment-for-whom = Para quién, sobre qué
appointment-for-self = El propio cliente
appointment-for = { $name }, { $relation }
appointment-about-subject = Sobre { $name }
appointment-booker = Reservado por
appointment-same = Este teléfono o correo está en la ficha de { $name }. ¿Quién viene?
appointment-same-own = { $name }: reservar para esa ficha
appointment-same-other = { $name }, otra persona: crear una ficha nueva con el mismo contacto
appointment-nearest-none = No hay nada libre en los próximos dos meses. Elige cualquier hora.
