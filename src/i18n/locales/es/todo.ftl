### What waits for the master.

todo-count = { $n ->
    [0] No hay nada pendiente
    [one] { $n } cosa te espera
    [many] { $n } de cosas te esperan
   *[other] { $n } cosas te esperan
}
todo-empty = No hay nada pendiente
todo-empty-text = Aquí aparecerán las solicitudes por responder y los mensajes que no se pudieron entregar.
todo-requests = Solicitudes por responder
todo-until = responde antes del { $until }
todo-confirm = Confirmar
todo-decline = Rechazar
todo-failed = Mensajes que no llegaron
todo-failed-to = Para { $name }
todo-failed-why = El servidor de correo no lo aceptó. Revisa la dirección o avisa por otro medio.
todo-held-why = Retenido tras restaurar una copia: puede que ya se enviara. Era para
todo-dismiss = Ya está resuelto
todo-open = Abrir la cita
todo-retrying = El mensaje vuelve a estar en camino.
todo-dismissed = Quitado de la lista.

todo-contacts = Reservas con otro contacto
todo-contact-given = «{ $name }» ha dejado { $contact }. La ficha tiene otro dato y no cambia hasta que decidas.
todo-contact-hidden = «{ $name }» ha dejado un contacto que no está en la ficha.
todo-contact-card = Es la misma persona: a la ficha
todo-contact-person = Es otra persona: ficha nueva
todo-contact-leave = Dejarlo así
todo-contact-on-card = Ya está en la ficha: { $name }
todo-contact-new-card = Ficha nueva con esta cita: { $name }

todo-refused = Clientes bloqueados que intentaron reservar
todo-refused-wanted = quería { $title } el { $when }

todo-unsigned = Sin firmar para una visita
todo-unsigned-forms = { $n ->
    [one] { $n } formulario sin firmar
    [many] { $n } formularios sin firmar
   *[other] { $n } formularios sin firmar
}

todo-calendar-unread = No se puede leer { $name }
todo-calendar-since = { $why }. Desde { $when }.
todo-clash-about = Ocupado { $time } en «{ $calendar }»
todo-clash-leave = Dejar las dos
todo-change-deleted = Borrada en «{ $calendar }». Aquí la cita sigue, y se vuelve a escribir allí.
todo-change-moved = Movida en «{ $calendar }» a { $when }. Aquí la cita sigue como estaba.
todo-change-changed = Cambiada en «{ $calendar }». Aquí la cita sigue como estaba.
todo-change-refused = «{ $calendar }» no acepta la entrada de esta cita. Aquí la cita está bien; allí puede faltar o seguir como estaba.
todo-change-leave = Dejar como está
