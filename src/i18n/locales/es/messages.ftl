### Mail about visits: what clients and the master receive.

mail-when = { $day }, { $time }
mail-when-zone = { $when } (hora de { $city })
mail-foot = Enviado por { $practice } con Aureli Solo. Puedes responder a este mensaje.
mail-foot-master = Lo envía Aureli Solo sobre tu negocio. Las respuestas a este mensaje no se leen.
mail-cancel-until = Puedes cambiarla o cancelarla sin problema hasta { $until }.

mail-fact-when = Cuándo
mail-fact-was = Antes
mail-fact-what = Qué
mail-fact-where = Dónde
mail-fact-price = Precio
mail-fact-reference = Referencia
mail-fact-client = Cliente
mail-fact-phone = Teléfono
mail-fact-given = Dato de la reserva
mail-fact-note = Su nota
mail-fact-reason = Motivo

mail-action-confirm = Sí, voy a ir
mail-action-move = Cambiar la hora
mail-action-cancel = Cancelar la cita
mail-action-again = Reservar otra hora
mail-action-open = Abrir la cita

mail-booked-subject = Cita reservada: { $when }, { $who }
mail-booked-title = Hasta pronto, { $name }
mail-booked-lead = Tu cita con { $who } está reservada: { $service }.
mail-restored-subject = Sigue en pie: { $when }, { $who }
mail-restored-title = Nos vemos al final, { $name }
mail-restored-lead = Tu cita con { $who } vuelve a estar en pie: { $service }.

mail-requested-subject = Tu solicitud para el { $when }, { $who }
mail-requested-title = Hemos enviado tu solicitud, { $name }
mail-requested-lead = { $who } responde personalmente a cada solicitud. Recibirás un mensaje en cuanto se confirme: { $service }. Hasta entonces guardamos esa hora para ti.

mail-moved-subject = Nueva hora: { $when }, { $who }
mail-moved-title = Tu cita tiene nueva hora, { $name }
mail-moved-lead = Tu cita con { $who } ha cambiado de hora: { $service }.
mail-place-subject = Otro lugar: { $when }, { $who }
mail-place-title = Tu cita cambia de lugar, { $name }
mail-place-lead = Tu cita con { $who } será en otro lugar, a la misma hora: { $service }.

mail-cancelled-subject = Cita cancelada: { $when }, { $who }
mail-cancelled-title = Tu cita está cancelada, { $name }
mail-cancelled-lead = La cita con { $who } no tendrá lugar: { $service }. Puedes reservar otra hora cuando quieras.

mail-expired-subject = Sin respuesta a tu solicitud para el { $when }, { $who }
mail-expired-title = Tu solicitud ha caducado, { $name }
mail-expired-lead = { $who } no ha podido responder a tiempo y la hora vuelve a estar libre: { $service }. Quizá te venga bien otra.

mail-reminder-subject = Recordatorio: { $when }, { $who }
mail-reminder-title = Tu cita se acerca, { $name }
mail-reminder-lead = { $who } te espera: { $service }. Con un toque avisas de que vas.

mail-master-booked-subject = Nueva cita: { $when }, { $who }
mail-master-booked-title = Nueva cita
mail-master-booked-lead = { $who } ha reservado { $service }.

mail-master-requested-subject = Solicitud: { $when }, { $who }
mail-master-requested-title = Una solicitud espera tu respuesta
mail-master-requested-lead = { $who } pide { $service }. La hora se guarda hasta que respondas.

mail-master-moved-subject = Cambiada al { $when }: { $who }
mail-master-moved-title = Han cambiado una cita
mail-master-moved-lead = { $who } ha cambiado de hora: { $service }.

mail-master-cancelled-subject = Cancelada: { $when }, { $who }
mail-master-cancelled-title = Han cancelado una cita
mail-master-cancelled-lead = { $who } no vendrá a { $service }. La hora vuelve a estar libre.
mail-master-restored-subject = Sigue en pie: { $when }, { $who }
mail-master-restored-title = Una cancelación se ha deshecho
mail-master-restored-lead = { $who } viene después de todo: { $service }.

## The built-in mailbox (development)

mailbox-title = Buzón
mailbox-lead = No hay servidor SMTP configurado, así que el correo se queda aquí. Esta página solo existe en desarrollo.
mailbox-empty = Todavía no hay correo
mailbox-empty-text = Reserva una cita o crea una cuenta: lo que se enviaría aparece aquí.
mailbox-to = Para { $to }
mailbox-html = La versión con formato
mailbox-back = Todo el correo
mailbox-attachment = Archivo de calendario adjunto

mail-consent-asked-subject = Para firmar: { $form }, { $who }
mail-consent-asked-title = Hola, { $name }
mail-consent-asked-lead = { $who } te pide que leas y firmes «{ $form }». Tardarás unos dos minutos.
mail-consent-asked-action = Leer y firmar
mail-consent-asked-note = El enlace es solo para ti: no lo compartas.
mail-consent-signed-subject = Tu copia firmada: { $form }, { $who }
mail-consent-signed-title = Gracias, { $name }
mail-consent-signed-lead = Has firmado «{ $form }» para { $who }. Con este enlace puedes leer, imprimir y retirar la copia.
mail-consent-signed-action = Abrir la copia
mail-consent-signed-note = Guarda este correo: la huella de arriba demuestra qué se firmó.
