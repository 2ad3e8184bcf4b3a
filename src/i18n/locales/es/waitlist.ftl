### Quién espera un hueco y a quién se ofrece el que queda libre.

waitlist-title = Lista de espera
waitlist-count = { $n ->
    [0] nadie espera
    [one] espera { $n } persona
   *[other] esperan { $n } personas
}
waitlist-add = Añadir a la lista
waitlist-is-on = Cuando se cancela una cita, el hueco se ofrece a quien espera: una persona cada vez, { $answer } para responder, entre las 8:00 y las 21:00.
waitlist-is-off = Los huecos no se ofrecen solos. Tú eliges a quién preguntar.
waitlist-openings = Han quedado libres
waitlist-waiting = Esperan
waitlist-empty = Nadie espera
waitlist-empty-text = Cuando un día está completo, los clientes pueden apuntarse desde tu página de reservas, o los apuntas tú.
waitlist-cut = Se muestran solo los 200 primeros.
waitlist-offer-free = Ofrecer un hueco
waitlist-offer-free-text = Di qué hueco quieres llenar. Verás quién podría venir y preguntarás a una persona.
waitlist-date = Día
waitlist-free-from = Libre desde
waitlist-free-to = Hasta
waitlist-who-fits = Ver quién encaja
waitlist-ends-before = El final debe ser posterior al inicio
waitlist-free-past = Esa hora ya ha pasado. Elige otra

waitlist-rate = Llenados con la lista
waitlist-rate-text = { $filled } de { $total } huecos de los últimos { $days } días.
waitlist-rate-taken = { $n ->
    [one] Otro lo reservó otra persona.
   *[other] Otros { $n } los reservaron otras personas.
}

waitlist-asked = Pendiente de { $name }, hasta { $until }
waitlist-is-asked = Con oferta hasta { $until }
waitlist-choose = No se ha podido preguntar por correo: elige tú
waitlist-next-at = Se pregunta a la siguiente persona: { $at }
waitlist-next-now = Enseguida se pregunta a la siguiente persona
waitlist-nobody-left = No queda nadie a quien preguntar
waitlist-waits = { $n ->
    [0] desde hoy
    [one] { $n } día
   *[other] { $n } días
}
waitlist-first = primero
waitlist-no-home = Esta cita sería en casa del cliente y su ficha no tiene dirección. Añádela primero.
waitlist-no-address = Sin correo: llama por teléfono
waitlist-not-offered = Este servicio ya no se ofrece
waitlist-blocked = No puede reservar por internet
waitlist-asked-already = Ya se le preguntó por este hueco
waitlist-busy = Tiene otra oferta pendiente
waitlist-has-visit = Tiene una cita a esa hora

waitlist-from = Desde el
waitlist-until = Hasta el
waitlist-days = Días
waitlist-parts = Momento del día
waitlist-any-time = A cualquier hora
waitlist-choose-days = Elige al menos un día
waitlist-choose-parts = Elige al menos un momento del día
waitlist-no-such-day = Entre esas fechas no hay ninguno de esos días
waitlist-until-before-from = El último día no puede ser anterior al primero
waitlist-until-past = El último día ya ha pasado. Elige otro
waitlist-too-long = Elige como máximo { $n } días
waitlist-too-many = Ya hay cinco peticiones en la lista de espera. Quita una antes.
waitlist-stale = Otra persona lo ha cambiado mientras tanto. Míralo otra vez; lo que has escrito sigue ahí.

waitlist-for = Para { $name }.
waitlist-no-client = No se ha encontrado a nadie.
waitlist-new-client = Nuevo cliente
waitlist-needs-address = { $name } no tiene correo, así que no se le puede ofrecer nada por ahí. Aparecerá cuando quede un hueco y podrás llamar.
waitlist-first-label = Preguntar antes que a los demás
waitlist-first-hint = 25 puntos más cuando queda un hueco
waitlist-note = Tu nota
waitlist-note-hint = Solo la ves tú
waitlist-put = Añadir a la lista
waitlist-added = { $name }: en la lista de espera
waitlist-saved = Guardado
waitlist-close = Quitar de la lista
waitlist-closed = { $name }: fuera de la lista
waitlist-reopen = Volver a la lista
waitlist-back-on = De nuevo en la lista
waitlist-to-card = Ficha del cliente
waitlist-the-visit = La cita
waitlist-given = Datos de { $name } al apuntarse:
waitlist-offers = Lo que se le ha ofrecido

waitlist-status-open = Espera
waitlist-status-booked = Tiene cita
waitlist-status-left = Ha dejado la lista
waitlist-status-closed = Fuera de la lista por decisión tuya
waitlist-status-ended = El último día ya ha pasado
waitlist-offer-status-open = pendiente
waitlist-offer-status-accepted = aceptada
waitlist-offer-status-declined = rechazada
waitlist-offer-status-expired = sin respuesta
waitlist-offer-status-withdrawn = retirada

waitlist-source-cancellation = Ha quedado libre: una cita cancelada
waitlist-source-move = Ha quedado libre: una cita cambiada de hora
waitlist-source-master = Un hueco que quieres llenar
waitlist-state-open = Libre
waitlist-state-filled = Llenado con la lista de espera
waitlist-state-taken = Reservado por otra persona
waitlist-state-past = Esa hora ya ha pasado. No vino nadie.
waitlist-asking = Oferta pendiente
waitlist-asking-text = El hueco está reservado: en tu página aparece ocupado. Si no hay respuesta, se pregunta a la siguiente persona.
waitlist-the-hold = En el calendario
waitlist-take-back = Retirar la oferta
waitlist-taken-back = Oferta retirada
waitlist-answered-already = Ya tiene respuesta o ha caducado
waitlist-fit = Quién podría venir
waitlist-fit-text = Primero, quien mejor encaja. Recibe un correo y el hueco se guarda { $answer }.
waitlist-nobody = Nadie de la lista encaja
waitlist-nobody-text = Nadie espera ese día y esa hora, o su servicio no cabe.
waitlist-score = puntos
waitlist-ask = Ofrecer por correo
waitlist-ask-of = Ofrecer el hueco por correo: { $name }
waitlist-book = Reservar
waitlist-offer-sent = Oferta enviada: { $name }
waitlist-offered-already = Ya hay una oferta pendiente por este hueco o con esta persona
waitlist-fits-no-more = Ya no encaja: ha cambiado el hueco o la petición
waitlist-regulars = Clientes habituales a los que ya les toca
waitlist-regulars-text = Vienen con regularidad, ya les tocaba y no tienen nada reservado.
waitlist-regular-why = Suele venir cada { $every ->
    [one] día
   *[other] { $every } días
}; última visita hace { $ago ->
    [one] { $ago } día
   *[other] { $ago } días
}
waitlist-regular-call = No acepta novedades por correo: llama por teléfono.
waitlist-leave-free = Dejarlo libre
waitlist-left-free = El hueco queda libre
waitlist-asked-so-far = Ofertas hasta ahora

waitlist-why-fit = Llena el { $n } % del hueco
waitlist-why-first = Quieres preguntar aquí primero
waitlist-why-waited = { $n ->
    [0] En la lista desde hoy
    [one] Espera desde hace { $n } día
   *[other] Espera desde hace { $n } días
}
waitlist-why-value = Aporta { $price }
waitlist-why-came = { $n ->
    [one] Ha venido { $n } vez
   *[other] Ha venido { $n } veces
}
waitlist-why-new = Primera visita
waitlist-why-no-shows = { $n ->
    [one] Faltó { $n } vez
   *[other] Faltó { $n } veces
}
waitlist-why-late = { $n ->
    [one] Canceló tarde { $n } vez
   *[other] Canceló tarde { $n } veces
}
waitlist-why-unanswered = { $n ->
    [one] Dejó { $n } oferta sin responder
   *[other] Dejó { $n } ofertas sin responder
}

waitlist-set-on = Ofrecer los huecos a la lista de espera
waitlist-set-on-hint = Una cita cancelada o cambiada se ofrece a una persona tras otra. Desactivado: eliges tú.
waitlist-set-answer = Tiempo para responder
waitlist-set-answer-hint = Durante ese tiempo el hueco se guarda para una persona
waitlist-to-list = Quién espera

waitlist-join-title = Apuntarse a la lista de espera
waitlist-join = Apuntarme
waitlist-join-card = ¿No te va bien ninguna?
waitlist-join-full = O apúntate a la lista de espera
waitlist-join-text = Di cuándo puedes venir y recibirás un correo si queda un hueco.
waitlist-back-to-times = Todas las horas libres
waitlist-ahead = { $n ->
    [one] Otra persona espera
   *[other] Otras { $n } personas esperan
} también para este día: { $day }.
waitlist-how = Si queda un hueco, recibirás un correo y tendrás { $answer } para aceptarlo.
waitlist-when = Cuándo puedes venir
waitlist-who = Tus datos
waitlist-email-hint = Aquí llega la oferta
waitlist-email-needed = Escribe tu correo: la oferta llega por correo
waitlist-refused = No podemos apuntarte por internet. Llámanos o escríbenos y buscaremos un hueco.
waitlist-free-to-leave = Es gratis, y en cada correo hay un enlace para dejar la lista.
waitlist-joined = Ya estás en la lista de espera

waitlist-own-open = Estás en la lista de espera
waitlist-own-open-text = Si queda un hueco, { $practice } te escribe.
waitlist-own-not-offered = { $practice } ya no ofrece este servicio, así que no llegará ningún hueco. Puedes dejar la lista o reservar otra cosa.
waitlist-own-booked = Tienes cita
waitlist-own-booked-text = Ya no estás en la lista: { $practice } te espera.
waitlist-own-left = Has dejado la lista de espera
waitlist-own-left-text = { $practice } no te escribirá sobre huecos.
waitlist-own-closed = No estás en la lista de espera
waitlist-own-over = Esta petición ha terminado
waitlist-own-over-text = Quizá { $practice } tenga otras horas para ti.
waitlist-your-note = Tu comentario
waitlist-own-offer = Ahora mismo hay un hueco guardado para ti.
waitlist-see-offer = Ver el hueco
waitlist-leave = Dejar la lista
waitlist-return = Volver a apuntarme
waitlist-left = Has dejado la lista de espera
waitlist-back = Estás otra vez en la lista de espera

waitlist-kept = Guardado para ti
waitlist-offer-over = Ya no está guardado
waitlist-offer-lead = { $practice } te guarda este hueco hasta { $until }. Después se pregunta a la siguiente persona.
waitlist-offer-taken = Es tuyo. { $practice } te espera.
waitlist-offer-requested = Lo has aceptado. { $practice } confirmará la cita.
waitlist-offer-deposit = Se guarda para ti hasta que pagues la señal. Puedes pagarla en la página de la cita.
waitlist-offer-cancelled = Esta cita se ha cancelado. { $practice } tiene otras horas.
waitlist-offer-declined = Has dejado pasar este hueco. Sigues en la lista de espera de { $practice }.
waitlist-offer-withdrawn = Al final { $practice } necesita este hueco. Sigues en la lista de espera.
waitlist-offer-expired = Se ha acabado el tiempo y se está preguntando a la siguiente persona. Sigues en la lista de espera.
waitlist-accept = Me lo quedo
waitlist-decline = No, gracias
waitlist-decline-text = El hueco pasa a la siguiente persona. Sigues en la lista de espera.
waitlist-accepted = El hueco es tuyo
waitlist-too-late = Este hueco ya no está guardado
waitlist-to-visit = Cambiar, cancelar o pagar
waitlist-to-own = Tu sitio en la lista de espera
waitlist-show-of = Mostrar: { $title }

mail-waitlist-joined-subject = Estás en la lista de espera: { $who }
mail-waitlist-joined-title = { $name }, estás en la lista de espera
mail-waitlist-joined-lead = Si queda un hueco en { $who }, recibirás un correo con un botón para aceptarlo.
mail-waitlist-joined-action = Ver o dejar la lista
mail-waitlist-joined-note = ¿No lo has pedido tú? Abre el enlace y deja la lista.
mail-waitlist-offer-subject = Ha quedado un hueco: { $when }, { $who }
mail-waitlist-offer-title = { $name }, ha quedado un hueco
mail-waitlist-offer-lead = { $who } te lo guarda hasta { $until }. Después se pregunta a la siguiente persona.
mail-waitlist-offer-action = Verlo y aceptarlo
mail-waitlist-offer-note = El hueco es tuyo cuando pulses el botón de la página. Si no te va bien, no hace falta hacer nada.
waitlist-unsigned = Antes tiene que firmar algo: envíaselo desde su ficha
