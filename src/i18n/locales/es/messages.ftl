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

## Lo que se envía, para verlo y cambiarlo a mano

messages-title = Mensajes
messages-states = Qué mensajes
messages-state-next = Por salir
messages-state-sent = Enviados
messages-state-failed = No entregados
messages-state-dropped = No enviados
messages-none-next = No hay nada por salir
messages-none-sent = Aún no ha salido ninguno
messages-none-failed = Todo se ha entregado
messages-none-dropped = No se ha dejado ninguno sin enviar
messages-none-text = Aquí aparecen las confirmaciones, los recordatorios y los demás mensajes a tus clientes, con lo que ha sido de cada uno.
messages-of-visit = Mensajes sobre la cita
messages-of-client = Por salir

messages-kind-booked = Confirmación
messages-kind-restored = La cita sigue en pie
messages-kind-requested = Solicitud recibida
messages-kind-deposit-asked = Petición de señal
messages-kind-deposit-expired = Señal sin pagar
messages-kind-deposit-late = La señal llegó tarde
messages-kind-moved = Nueva hora
messages-kind-cancelled = Cancelación
messages-kind-expired = Solicitud sin respuesta
messages-kind-reminder = Recordatorio
messages-kind-series-booked = Varias citas reservadas
messages-kind-series-moved = Varias citas cambiadas
messages-kind-series-cancelled = Varias citas canceladas
messages-kind-mailing = Novedades
messages-kind-consent-asked = Petición de firma
messages-kind-consent-signed = Copia firmada
messages-kind-own-page = Enlace a su página
messages-kind-invoice = Factura
messages-kind-package = Bono o tarjeta regalo
messages-kind-package-ending = El bono caduca pronto
messages-kind-waitlist-joined = En la lista de espera
messages-kind-waitlist-offer = Oferta de un hueco

messages-channel-email = Correo
messages-channel-sms = SMS
messages-channel-telegram = Telegram

messages-goes = Saldrá: { $when }
messages-goes-now = Sale ahora
messages-going = Se está enviando
messages-again = { $n ->
    [one] Un intento
    [many] { $n } de intentos
   *[other] { $n } intentos
}, el próximo: { $when }
messages-went = Enviado: { $when }
messages-failed = No entregado: { $why }
messages-stopped = Detenido a mano. Iba a salir: { $when }
messages-dropped = No enviado: { $why }

messages-why-cancelled = la cita se canceló
messages-why-expired = se agotó el plazo de la solicitud o de la señal
messages-why-changed = la cita cambió y lo sustituyó un mensaje más reciente
messages-why-over = la cita ya ha pasado
messages-why-late = habría llegado demasiado tarde
messages-why-closed = el negocio está cerrado
messages-why-marketing = el cliente ya no quiere publicidad
messages-why-card = la ficha del cliente ya no existe
messages-why-signed = ya estaba firmado
messages-why-waitlist = ya nadie espera ese hueco
messages-why-stopped = se detuvo a mano
messages-why-gone = ya no hacía falta
messages-why-held = se restauró una copia y puede que ya se hubiera enviado
messages-why-refused = la dirección no lo acepta
messages-why-undelivered = no se pudo contactar a tiempo con el servidor de correo

messages-to = Para
messages-channel = Por
messages-language = Idioma
messages-visit = Cita
messages-words-now = Así saldría ahora
messages-words-went = Así se envió
messages-own-words = texto tuyo
messages-no-words = Su texto ya no se conserva.

messages-edit = Cambiar el texto
messages-edit-lead = Este texto es solo para este mensaje. La fecha y el lugar de la cita, los enlaces y el pie no cambian.
messages-subject = Asunto
messages-text = Texto
messages-text-hint = La primera línea será el título si le sigue una línea en blanco.
messages-usual = Usar el texto habitual
messages-stop = No enviar
messages-release = Enviarlo igualmente
messages-theirs = Lo que otra persona ha escrito mientras tanto
messages-stale = Otra persona ha cambiado este mensaje mientras tanto. Abajo está lo que has escrito: guárdalo otra vez para sustituir lo suyo.
messages-reworded = El mensaje lleva ahora tu texto
messages-usual-again = El mensaje vuelve a llevar el texto habitual
messages-was-stopped = El mensaje no se enviará
messages-was-released = El mensaje se enviará

messages-too-late = Ya es tarde para este mensaje: aquello de lo que trataba ha pasado.
messages-not-here = Este no se cambia por separado: detén el envío o retira la oferta donde se hizo.
messages-is-going = Este mensaje se está enviando ahora mismo y ya no se puede cambiar. Vuelve a mirar en dos minutos.
messages-has-gone = Este mensaje ya ha salido.
messages-has-failed = Este mensaje no se pudo entregar. Inténtalo otra vez o avisa por otro medio.
messages-was-dropped = Este mensaje ya no se envía: aquello de lo que trataba ha cambiado.
messages-was-tried = Ya se ha intentado enviar con este texto, así que no cambia. Aún puedes detener el mensaje.

## El texto propio del negocio

templates-title = Textos de los mensajes
templates-sub = Tus propias palabras para confirmaciones, recordatorios y demás
templates-lead = Cada mensaje trae ya su texto. Donde escribas el tuyo, sustituirá el asunto, el título y las primeras frases; la fecha, el lugar, el precio y los enlaces siempre van después.
templates-own = tuyo
templates-look = Ver cómo queda
templates-restore = Recuperar el texto habitual
templates-restored = Vuelve a estar el texto habitual
templates-saved = Guardado. Los mensajes que salgan desde ahora llevarán este texto
templates-sample = Así queda
templates-sample-of = Con una cita tuya: { $visit }
templates-sample-invented = Con una cita inventada, hasta que tengas una propia
templates-stale = Otra persona ha cambiado este texto mientras tanto. Abajo está lo que has escrito: guárdalo otra vez para sustituir lo suyo.
templates-unknown = Hay algo entre llaves que aquí no significa nada; verás qué es en «Así queda»
templates-unknown-one = { $found } no significa nada aquí. Abajo está la lista de lo que puede ir entre llaves.
templates-unknown-nearest = { $found } no significa nada aquí. ¿Querías decir { $meant }?
templates-variables = Qué puede ir entre llaves

templates-var-client-name = el nombre completo del cliente
templates-var-first-name = su primera palabra
templates-var-service = lo que se ha reservado
templates-var-date = el día de la cita
templates-var-time = a qué hora empieza
templates-var-former-date = el día en que era antes
templates-var-former-time = a qué hora empezaba antes
templates-var-place = dónde es la cita
templates-var-price = el precio
templates-var-deposit = la señal
templates-var-pay-until = hasta cuándo se puede pagar la señal
templates-var-practice = el nombre de tu negocio
templates-var-reference = la referencia de la cita
templates-var-link = la página donde el cliente puede cambiar o cancelar la cita, o reservar otra
