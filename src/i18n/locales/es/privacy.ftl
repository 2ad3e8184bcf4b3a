### Datos de los clientes: exportar, borrar, conservar.

settings-privacy = Datos y privacidad
settings-privacy-sub = Exportar, borrar y cuánto se conserva
privacy-link = Exportar o borrar los datos
privacy-title = Datos del cliente
privacy-take = Exportar datos
privacy-take-text = Todo lo que se sabe de este cliente en un ZIP: ficha, visitas, mensajes, fotos, formularios firmados. No se lo des a nadie más.
privacy-take-do = Descargar ZIP
privacy-export-read-client = { $practice }, { $day }. Lo que se sabe de un cliente.

    client.json  todo tal como está guardado
    visits.csv  visitas, para una hoja de cálculo
    medical_notes.jsonl  notas médicas, una por línea
    photos, documents, consents  archivos, si los hay; lo firmado está en JSON, byte a byte como se calculó su huella
    missing.txt  solo si algún archivo no se pudo leer
privacy-export-read-own = { $practice }, { $day }. Lo que se sabe de un cliente.

    client.json  todo tal como está guardado
    visits.csv  visitas, para una hoja de cálculo
    photos, documents, consents  archivos, si los hay; lo firmado está en JSON, byte a byte como se calculó su huella
    missing.txt  solo si algún archivo no se pudo leer
    Las notas y fotos que guardamos para nuestro propio trabajo no están aquí; pídenoslas.
privacy-export-read-practice = { $practice }, { $day }. Todo lo del negocio.

    practice.json  servicios, horario y reglas, como los lee «aureli practice apply»
    clients.csv, visits.csv  para una hoja de cálculo
    medical_notes.jsonl  notas médicas, una por línea
    data  cada tabla, un objeto JSON por línea
    photos, documents, consents  archivos por cliente; lo firmado está en JSON, byte a byte como se calculó su huella
    missing.txt  solo si algún archivo no se pudo leer
privacy-column-name = Nombre
privacy-column-phone = Teléfono
privacy-column-email = Correo
privacy-column-birthday = Cumpleaños
privacy-column-since = Cliente desde
privacy-column-date = Fecha
privacy-column-time = Hora
privacy-column-client = Cliente
privacy-column-visit = Visita
privacy-column-status = Estado
privacy-column-price = Precio
privacy-column-currency = Moneda
privacy-column-reference = Referencia

privacy-erase = Borrar
privacy-erase-text = Para un cliente que pide que se le olvide. Nadie puede deshacerlo, ni siquiera con una copia de seguridad.
privacy-erase-do = Borrar para siempre
privacy-lock = Bloquear
privacy-lock-text = Según tus reglas, los datos de salud deben conservarse un tiempo. Quedan bloqueados: no aparecen en ningún sitio ni se usan para nada. Después se borran solos. Todo lo demás se borra ahora.
privacy-lock-do = Borrar el resto y bloquear
privacy-goes = Se borra para siempre
privacy-goes-card = Nombre, teléfono, correo, cumpleaños, dirección y todo lo demás de la ficha
privacy-goes-contacts = Teléfono, correo, dirección y todo lo demás de la ficha, salvo el nombre, la fecha de nacimiento y las alergias
privacy-goes-notes = { $n ->
    [one] { $n } nota
    [many] { $n } de notas
   *[other] { $n } notas
}
privacy-goes-waits = { $n ->
    [one] { $n } petición en la lista de espera
    [many] { $n } de peticiones en la lista de espera
   *[other] { $n } peticiones en la lista de espera
}
privacy-goes-subjects = { $n ->
    [one] { $n } mascota, coche o niño
    [many] { $n } de mascotas, coches o niños
   *[other] { $n } mascotas, coches o niños
}
privacy-goes-photos = { $n ->
    [one] { $n } foto o documento, con sus archivos
    [many] { $n } de fotos y documentos, con sus archivos
   *[other] { $n } fotos y documentos, con sus archivos
}
privacy-goes-messages = { $n ->
    [one] { $n } mensaje
    [many] { $n } de mensajes
   *[other] { $n } mensajes
}
privacy-goes-signed = { $n ->
    [one] { $n } documento firmado
    [many] { $n } de documentos firmados
   *[other] { $n } documentos firmados
}
privacy-goes-medical = { $n ->
    [one] { $n } nota médica
    [many] { $n } de notas médicas
   *[other] { $n } notas médicas
}
privacy-stays = Se queda
privacy-stays-health = Los datos de salud con el nombre y la fecha de nacimiento, bloqueados hasta el { $day }
privacy-stays-visits = { $n ->
    [one] { $n } visita con su precio, para tus cuentas, sin nombre
    [many] { $n } de visitas con su precio, para tus cuentas, sin nombre
   *[other] { $n } visitas con su precio, para tus cuentas, sin nombre
}
privacy-stays-hashes = Las huellas de lo firmado: por sí solas no dicen nada
privacy-stays-log = El registro de lo que se hizo, sin nombres
privacy-ahead = { $n ->
    [one] Hay { $n } visita pendiente. Cancélala antes, para que el cliente lo sepa.
    [many] Hay { $n } de visitas pendientes. Cancélalas antes, para que el cliente lo sepa.
   *[other] Hay { $n } visitas pendientes. Cancélalas antes, para que el cliente lo sepa.
}
privacy-visits-ahead = Hay una visita pendiente. Cancélala antes, para que el cliente lo sepa.
privacy-to-visits = A las visitas
privacy-money-on-its-way = Hay un pago o una devolución en curso, o un recibo de transferencia por revisar. Termínalo antes.
privacy-unpaid-stay = { $n ->
    [one] { $n } de ellas sin pagar: el enlace del cliente para pagarla deja de funcionar
    [many] { $n } de ellas sin pagar: los enlaces del cliente para pagarlas dejan de funcionar
   *[other] { $n } de ellas sin pagar: los enlaces del cliente para pagarlas dejan de funcionar
}
privacy-packages-stay = { $n ->
    [one] { $n } bono o tarjeta regalo con saldo: quien tenga el código puede usarlo
    [many] { $n } de bonos y tarjetas regalo con saldo: quien tenga el código puede usarlos
   *[other] { $n } bonos y tarjetas regalo con saldo: quien tenga el código puede usarlos
}
privacy-confirm = Sé que no se puede deshacer
privacy-confirm-needed = Marca que sabes que no se puede deshacer
privacy-now-erased = Datos borrados
privacy-now-locked = Ficha bloqueada; el resto, borrado
privacy-now-unlocked = La ficha está de vuelta
privacy-erased-name = Cliente eliminado
privacy-erased-on = Borrado el { $day }.
privacy-erased-text = Quedan las visitas y los importes, sin nombre.
privacy-locked-on = Bloqueada el { $day }.
privacy-locked-text = Los datos de salud se conservan y no se usan para nada más.
privacy-locked-text-until = Los datos de salud se conservan hasta el { $day } y no se usan para nada más. Después se borran.
privacy-locked-until = hasta el { $day }
privacy-locked-records = Documentos conservados
privacy-unlock = Desbloquear la ficha
privacy-unlock-text = Si el cliente ha vuelto. Lo borrado no vuelve.

privacy-all = Todo
privacy-all-text = Tus clientes, visitas, mensajes, fotos y formularios firmados en un ZIP: para guardarlo o para irte a otro sitio. No va cifrado: guárdalo donde nadie más mire.
privacy-all-do = Descargar todo
privacy-rules = Cuánto se conserva
privacy-rules-text = Vacío significa siempre. Lo que supera su plazo se borra solo en menos de un día y no vuelve.
privacy-months = meses
privacy-rule-health = Datos de salud, como mínimo
privacy-rule-health-hint = Donde lo pide la ley, como 60 meses en España. Se cuenta desde la última visita: hasta entonces la ficha se bloquea en vez de borrarse.
privacy-rule-clients = Clientes que no vuelven
privacy-rule-clients-hint = Se borran pasado ese tiempo desde su última visita.
privacy-rule-messages = Mensajes
privacy-rule-messages-hint = Su texto y la dirección; queda que se enviaron. También se borran los deseos de la lista de espera que terminaron.
privacy-rule-photos = Fotos y documentos
privacy-rule-photos-hint = Se cuenta desde el día en que se hicieron.
privacy-rule-consents = Formularios firmados que terminaron
privacy-rule-consents-hint = Se cuenta desde el día en que vencieron o se retiraron.
privacy-rule-due = { $n ->
    [0] Ahora no hay nada tan antiguo.
   *[other] Así de antiguo ahora: { $n }.
}
privacy-rule-shorter = Los datos de salud deben conservarse más tiempo
privacy-rules-now = Con estas reglas, en un día se borra para siempre lo siguiente y nadie podrá recuperarlo:
privacy-rules-line = { $what }: { $n }
privacy-rules-confirm = He visto lo que se borra y estoy de acuerdo
privacy-rules-confirm-needed = Marca que has visto lo que se borra
privacy-consent = Consentimiento para tratar datos
privacy-consent-text = Un documento propio, firmado aparte de todo lo demás, como pide la ley. En las reglas del formulario eliges qué servicios lo piden.
privacy-done = Borrados y bloqueados
privacy-done-none = Nadie todavía.
privacy-reason-asked = a petición
privacy-reason-rule = por tu regla
privacy-reason-lock-ended = terminó el plazo de conservación
privacy-reason-restored = otra vez, tras restaurar una copia
