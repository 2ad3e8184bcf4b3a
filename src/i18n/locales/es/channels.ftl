### Por qué vías escribe el centro a sus clientes, y los textos cortos.

channels-title = Canales
channels-sub = Correo y SMS a los clientes
channels-lead = Cada mensaje llega al cliente una sola vez: por la vía que prefiere o, si no lo ha dicho, como decidas aquí. Si una vía falla, se usa la siguiente.
channels-mail = Correo electrónico
channels-mail-from = De
channels-mail-replies = Las respuestas van a
channels-mail-nowhere = A ninguna parte: el centro no tiene correo
channels-mail-mailbox = No hay servidor de correo, así que los mensajes se quedan en el buzón de este programa.
channels-sms = SMS con tu propio proveedor
channels-state-on = Activado
channels-state-off = Desactivado
channels-about-russia = A teléfonos de Rusia y países vecinos
channels-about-world = A teléfonos de todo el mundo
channels-spent = { $n ->
    [one] Hoy: { $n } SMS, { $sum } de { $cap }
    [many] Hoy: { $n } de SMS, { $sum } de { $cap }
   *[other] Hoy: { $n } SMS, { $sum } de { $cap }
}
channels-alarm-keys = Claves rechazadas
channels-alarm-money = Sin saldo en el proveedor
channels-alarm-refused = El proveedor no te deja enviar
channels-alarm-cap = Límite diario agotado

channels-instead = Sustituirá a { $other }: solo puede haber un proveedor.
channels-login = Usuario
channels-login-hint = Déjalo vacío si usas una clave de API.
channels-login-wrong = Escribe el usuario tal como lo tiene el proveedor
channels-account-email = Correo de la cuenta
channels-account-email-wrong = Escribe el correo con el que entras en el proveedor
channels-account-sid = Account SID
channels-account-sid-hint = Empieza por AC, 34 caracteres.
channels-account-sid-wrong = Escribe el Account SID: AC y 32 caracteres
channels-secret = Clave de API
channels-secret-smsc = Contraseña o clave de API
channels-secret-twilio = Auth token
channels-sender = Remitente
channels-sender-hint = Un nombre registrado con el proveedor. Sin él, los SMS salen con el del proveedor.
channels-sender-twilio = Un número tuyo de Twilio o un servicio de mensajería que empieza por MG.
channels-sender-missing = Escribe el número desde el que salen los SMS, como +1 415 555 0100
channels-cost = Lo que cuesta
channels-part = Una parte
channels-part-hint = Según tu tarifa. Vale hasta que el proveedor diga el precio real.
channels-cap = Máximo al día
channels-cap-hint = Cuando se agota, los mensajes van por correo y verás un aviso en Pendientes.
channels-sum-wrong = Escribe una cantidad mayor que cero, como 5,49
channels-sample = Así es un recordatorio:
channels-sample-parts = { $n ->
    [one] Se envía en una parte.
    [many] Se envía en { $n } de partes.
   *[other] Se envía en { $n } partes.
}
channels-sample-cost = { $n ->
    [one] Se envía en una parte, unos { $sum }.
    [many] Se envía en { $n } de partes, unos { $sum }.
   *[other] Se envía en { $n } partes, unos { $sum }.
}
channels-first = SMS antes que correo
channels-first-hint = Para clientes que no han dicho qué prefieren. Si lo desactivas, solo reciben SMS quienes no tienen correo o cuando el correo falla.
channels-trial = Envíame una prueba
channels-trial-phone = Tu teléfono
channels-trial-hint = Sale un SMS de verdad y cuesta lo que cuesta uno.
channels-trial-send = Enviar un SMS
channels-trial-text = { $practice }: esto es una prueba. Los SMS funcionan.
channels-trial-sent = Enviado a { $to }
channels-trial-number = El proveedor no envía a este número
channels-trial-opted-out = Quien tiene este número no quiere SMS
channels-trial-refused = El proveedor lo ha rechazado. Revisa el remitente y la cuenta.
channels-trial-mail = Enviarme una prueba a { $to }
channels-trial-mail-failed = El servidor de correo no lo ha aceptado. Pregunta a quien lleva esta instalación.
channels-trial-subject = Una prueba de { $practice }
channels-trial-title = Funciona, { $name }
channels-trial-lead = Así ven los clientes los correos de { $practice }.
channels-trial-action = Volver a los canales
channels-test-balance = La conexión funciona. Saldo: { $sum }
channels-todo = SMS con { $name }
channels-todo-cap = { $why }: los mensajes van por correo hasta medianoche.
channels-todo-broken = { $why }. Mientras tanto, los mensajes van por correo.
channels-todo-open = Abrir los ajustes

channels-unreached = A este número no llegan SMS
channels-unreached-wrong = El proveedor dice que este número no puede recibir SMS. Los mensajes van por otras vías.
channels-unreached-opted-out = Quien tiene este número pidió no recibir más SMS. Los mensajes van por otras vías.
channels-try-again = Probar de nuevo con SMS
channels-tried-again = El próximo mensaje volverá a probar con SMS

channels-hook = Avisos de entrega
channels-hook-sms-ru = Pega esta dirección en SMS.ru, en «Callback»: así verás qué SMS llegaron, y lo que no llegue irá por correo.
channels-by-sms = SMS

short-booked = { $who }: tienes cita el { $when }.
short-restored = { $who }: tu cita sigue en pie, { $when }.
short-requested = { $who }: ha llegado tu solicitud para el { $when }. Pronto tendrás respuesta.
short-deposit-asked = { $who }: paga la señal para guardar tu hora, { $when }.
short-deposit-expired = { $who }: la señal no llegó a tiempo y la hora vuelve a estar libre ({ $when }). Otra hora:
short-moved = { $who }: tu cita pasa al { $when }.
short-place = { $who }: tu cita del { $when } será en otro lugar. Mira dónde:
short-cancelled = { $who }: tu cita del { $when } se ha cancelado. Otra hora:
short-expired = { $who }: nadie pudo responder a tiempo a tu solicitud ({ $when }). Otra hora:
short-reminder = { $who }: te esperamos el { $when }. Confirma, cambia o cancela:

audit-channels-connected = Se conectó un proveedor de mensajes
audit-channels-disconnected = Se desconectó un proveedor de mensajes
audit-channels-changed = Se cambiaron los ajustes de un proveedor de mensajes
audit-client-unreached = Los mensajes no llegan al número de un cliente
