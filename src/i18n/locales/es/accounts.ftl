### Registro y entrada, la cuenta, las personas de un negocio y el camino por los ajustes.

settings-title = Ajustes
settings-practice = Negocio
settings-hours = Horario
settings-rules = Reservas en línea
settings-services = Servicios y precios
settings-members = Personas y permisos
settings-account = Tu cuenta
settings-practice-sub = Nombre, dirección, contacto, enlace de reservas
settings-hours-sub = De qué hora a qué hora, día a día
settings-overrides-sub = Festivos, días libres, otro horario un día
settings-blocks-sub = Comida, tiempo para ti, lo que se repite
settings-rules-sub = Con cuánta antelación, hasta cuándo, cancelaciones
settings-services-sub = Qué haces, cuánto dura y cuánto cuesta
settings-members-sub = Quién trabaja aquí y qué puede hacer
settings-account-sub = Nombre, idioma, correo, contraseña, dispositivos

## Registro

signup-title = Empieza tu negocio
signup-lead = En unos minutos tus clientes podrán reservar en línea.
signup-name = Tu nombre
signup-name-hint = Tus clientes lo verán en tu página de reservas. Podrás cambiarlo.
signup-button = Crear cuenta
signup-have-account = ¿Ya tienes cuenta?
signup-mailed = Hemos enviado un correo a { $email }. Pulsa el botón que lleva para confirmar la dirección.
email-label = Correo electrónico
email-required = Escribe un correo
name-required = Escribe un nombre
password-required = Escribe la contraseña
password-label = Contraseña
password-hint = Al menos 10 caracteres. Unas cuantas palabras al azar funcionan bien.
password-too-long = Usa una contraseña más corta
password-too-common = Mucha gente usa esta contraseña. Elige otra.

## Entrada

login-title = Hola de nuevo
login-lead = Entra para abrir tu día.
login-remember = Este dispositivo es mío
login-remember-hint = La sesión dura 30 días; si no, 12 horas como mucho.
login-forgot = ¿Has olvidado la contraseña?
login-no-account = ¿Es tu primera vez?
login-start = Empieza tu negocio
login-back = Volver a la entrada
login-wrong = El correo o la contraseña no son correctos. Revisa los dos e inténtalo otra vez.
login-locked = Ha habido demasiados intentos. Espera un cuarto de hora o crea una contraseña nueva por correo.
login-code-title = Un paso más
login-code-lead = Abre tu aplicación de códigos y escribe el que muestra para Aureli Solo.
login-code-label = Código de 6 cifras
login-code-wrong = Este código no vale o ya se ha usado. Espera al siguiente y escríbelo.
login-code-recovery = Usar un código de recuperación
login-code-app = Usar un código de la aplicación
login-recovery-lead = Escribe uno de los códigos que guardaste al activar la entrada con código. Cada uno vale una vez.
login-recovery-label = Código de recuperación
login-again = Entrar con otra cuenta

## Contraseñas

confirm-title = ¿Eres tú?
confirm-lead = Antes de este cambio, escribe otra vez tu contraseña.
confirm-or-code = O un código de tu aplicación
confirm-or-code-hint = Basta con uno de los dos
reset-title = Contraseña nueva
reset-lead = Dinos tu correo y te enviaremos un enlace para crear una contraseña nueva.
reset-button = Enviar el enlace
reset-sent-title = Mira tu correo
reset-sent-text = Si hay una cuenta con esta dirección, ya va de camino un mensaje con un enlace. Vale una vez, durante media hora.
reset-sent-hint = ¿No llega nada en unos minutos? Mira en el correo no deseado y comprueba que la dirección era correcta.
reset-sent-again = Enviar otra vez
reset-edit-title = Crea una contraseña nueva
reset-edit-lead = Después se cerrará la sesión en todos los dispositivos y entrarás con la nueva.
reset-done = La contraseña nueva ya está. Entra con ella.
password-title = Cambiar la contraseña
password-current = Contraseña actual
password-new = Contraseña nueva
password-save = Guardar contraseña
password-end-others = Cerrar la sesión en mis otros dispositivos
password-changed = Contraseña cambiada
password-wrong = Esta no es tu contraseña actual

## Enlaces de los correos

link-dead-title = Este enlace ya no funciona
link-dead-text = Ya se ha usado o es demasiado antiguo. Entra y pide uno nuevo.
link-dead-renew = Pedir otro enlace
link-dead-invitation = Ya se ha usado o es demasiado antiguo. Pide a quien te invitó que lo envíe de nuevo.
link-dead-reset = Ya se ha usado o es demasiado antiguo. Pide otro y llegará por correo.
verify-title = Confirma tu correo
verify-text = ¿Es { $email } tu dirección? Entonces pulsa el botón.
verify-button = Sí, confirmar
verify-done-title = Tu correo está confirmado
verify-done-text = { $email } es tuyo. No hace falta nada más.
verify-join-title = Ya tienes una cuenta
verify-join-text = { $email } es de una cuenta que ya existía. Podemos añadirle el negocio que acabas de empezar: { $practice }. Después entrarás con tu contraseña de antes.
verify-join-button = Añadir a mi cuenta
verify-joined = El negocio ya está en tu cuenta. Entra con tu contraseña de antes.
verify-change-title = Confirma tu correo nuevo
verify-change-text = A partir de ahora entrarás con { $to } en lugar de { $from }.
verify-change-button = Usar esta dirección
verify-change-done = Tu correo ha cambiado
verify-taken-title = Esta dirección ya tiene una cuenta
verify-taken-text = Una dirección es de una sola cuenta. Entra con ella o elige otra dirección para esta cuenta.

## Invitaciones

invitation-title = Invitación de { $practice }
invitation-lead = { $email } tiene una invitación a este negocio. Función: { $role }.
invitation-as = Entras como { $name } ({ $email }).
invitation-sign-in = Esta dirección ya tiene una cuenta. Entra y volverás aquí.
invitation-button = Aceptar la invitación
invitation-joined = Esto es { $practice }. ¡Hola!

## Negocios

tenants-title = Tus negocios
tenants-none = Ahora no estás en ningún negocio. Empieza el tuyo o pide una invitación.
tenants-here = estás aquí
tenants-open = Abrir
tenants-open-one = Abrir { $name }
tenants-new = Otro negocio
tenants-name = Nombre del negocio
tenants-create = Empezar un negocio

## Cuenta

account-name = Tu nombre
account-about = Sobre ti
account-safety = Entrada
account-unverified = La dirección { $email } aún no está confirmada. Pulsa el botón del correo que te enviamos.
account-unproved = A { $email } no llegará ningún correo sobre reservas hasta que la confirmes: pulsa el botón del correo que te enviamos.
account-other-email = Cambiar la dirección
account-verify-again = Enviar el correo otra vez
account-password-sub = Cambiarla
account-factor-on = Activada
account-factor-off = Desactivada. Actívala para que nadie entre aunque sepa tu contraseña
account-sessions-sub = Dónde tienes la sesión abierta
account-tenants-sub = { $n ->
    [one] { $n } negocio
    [many] { $n } de negocios
   *[other] { $n } negocios
}
email-title = Cambiar el correo
email-now = Ahora entras con { $email }.
email-new = Correo nuevo
email-new-hint = Te enviaremos allí un enlace. La dirección cambia cuando pulses el botón del mensaje.
email-button = Enviar el enlace
email-same = Esta ya es tu dirección
email-mailed = Hemos enviado un correo a { $email }. La dirección cambia cuando pulses el botón que lleva.

second-factor-title = Verificación en dos pasos
second-factor-lead = Además de la contraseña, escribes un código de una aplicación de tu teléfono. Quien sepa tu contraseña seguirá sin poder entrar.
second-factor-apps = Necesitas una aplicación de códigos, como Google Authenticator, Microsoft Authenticator, 2FAS o Aegis.
second-factor-begin = Configurar
second-factor-scan = 1. Escanea esto con la aplicación
second-factor-picture = Imagen con la clave para la aplicación
second-factor-here = La aplicación está en este dispositivo
second-factor-by-hand = O escribe la clave en la aplicación:
second-factor-then = 2. Escribe el código que muestra la aplicación
second-factor-enable = Activar
second-factor-code-wrong = Este código no vale. Comprueba la hora del teléfono y escribe el código que muestra ahora.
second-factor-is-on = La entrada con código está activada
second-factor-left = { $n ->
    [0] Has usado todos los códigos de recuperación. Crea otros, o perder el teléfono te dejará fuera.
    [one] Queda { $n } código de recuperación para el día que no tengas el teléfono.
    [many] Quedan { $n } de códigos de recuperación para el día que no tengas el teléfono.
   *[other] Quedan { $n } códigos de recuperación para el día que no tengas el teléfono.
}
second-factor-renew = Crear códigos de recuperación nuevos
second-factor-disable-title = Desactivarla
second-factor-disable-text = Entonces bastará la contraseña para entrar.
second-factor-disable = Desactivar
second-factor-disabled = La entrada con código está desactivada
recovery-title = Códigos de recuperación
recovery-text = Guarda estos códigos donde solo tú los encuentres: imprímelos o mételos en tu gestor de contraseñas. Si pierdes el teléfono, cada uno te deja entrar una vez. No se mostrarán más.
recovery-done = Ya los he guardado

sessions-title = Dispositivos
sessions-lead = Aquí tienes la sesión abierta. Si no reconoces alguno, ciérrala y cambia la contraseña.
sessions-end-others = Cerrar la sesión en todos los demás
session-this = este
session-unknown = Dispositivo desconocido
session-seen = último uso: { $day }, { $time }
session-end = Cerrar sesión
session-end-one = Cerrar la sesión en { $device }
session-ended = Sesión cerrada allí
session-others-ended = Sesión cerrada en todos los demás

## Personas y permisos

members-count = { $n ->
    [one] { $n } persona
    [many] { $n } de personas
   *[other] { $n } personas
}
members-invitations = Invitaciones
members-until = invitación hasta el { $day }
members-revoke = Retirar
members-revoke-one = Retirar la invitación de { $email }
members-revoked = Invitación retirada
members-invite-title = Invita a alguien
members-invite-lead = Recibirá un correo con un enlace que vale siete días.
members-invite = Enviar invitación
members-invited = Invitación enviada a { $email }
members-already = Esta persona ya está aquí
members-prove-first = Primero confirma tu correo: abre el enlace del mensaje que te enviamos o pide otro en «Cuenta». Después podrás invitar a otras personas.
members-remove-title = Quitar del negocio
members-remove-text = { $name } ya no podrá abrir este negocio. Las citas y los clientes se quedan como están.
members-remove = Quitar
members-removed = { $name } ya no está en este negocio
members-last-owner = Un negocio necesita a alguien al frente. Antes dale la dirección a otra persona.

role-label = Función
role-owner = Dirección
role-owner-about = Puede hacerlo todo, también invitar a personas y cambiar funciones
role-manager = Gestión
role-manager-about = Lleva el negocio: agenda, clientes, servicios, horario, ajustes
role-operator = Recepción
role-operator-about = Trabaja con la agenda y los clientes, envía facturas y cobra
role-content = Contenido
role-content-about = Describe los servicios y pone precios; no ve a los clientes
role-finance = Finanzas
role-finance-about = Envía facturas, cobra, devuelve dinero y cambia los datos fiscales; ve citas y clientes sin teléfonos ni correos
role-integrations = Integraciones
role-integrations-about = Conecta otros programas; no ve a los clientes
role-read-only = Solo lectura
role-read-only-about = Ve la agenda, las facturas, los pagos y los clientes sin teléfonos ni correos; no cambia nada

## Correos sobre la cuenta

account-mail-foot = Recibes este correo porque alguien escribió tu dirección en Aureli Solo.
account-mail-alarm-note = Si no has sido tú, crea enseguida una contraseña nueva: otra persona ha entrado en tu cuenta.
account-mail-verify-subject = Confirma tu correo
account-mail-verify-lead = { $name }, esto es Aureli Solo. Pulsa el botón para confirmar que esta dirección es tuya.
account-mail-verify-button = Confirmar la dirección
account-mail-verify-note = El enlace vale tres días. Si no te has registrado, no hagas nada: sin confirmar, la dirección no es de nadie.
account-mail-known-subject = Ya tienes una cuenta
account-mail-known-lead = { $name }, alguien se acaba de registrar con esta dirección, y tú ya tenías una cuenta con ella. Si has sido tú, añade el negocio nuevo a tu cuenta o simplemente entra con tu contraseña de antes.
account-mail-known-button = Añadir el negocio a mi cuenta
account-mail-known-note = Si no has sido tú, no hagas nada: tu cuenta sigue como estaba.
account-mail-reset-subject = Crea una contraseña nueva
account-mail-reset-lead = { $name }, pulsa el botón para crear una contraseña nueva.
account-mail-reset-button = Crear contraseña nueva
account-mail-reset-note = El enlace vale una vez, durante media hora. Si no lo has pedido, no hagas nada: tu contraseña sigue igual.
account-mail-change-subject = Confirma tu correo nuevo
account-mail-change-lead = { $name }, pulsa el botón para entrar con esta dirección a partir de ahora.
account-mail-change-button = Usar esta dirección
account-mail-change-note = El enlace vale un día. Si no lo has pedido, no hagas nada.
account-mail-changed-subject = Tu correo ha cambiado
account-mail-changed-lead = { $name }, tu cuenta tiene ahora otra dirección de correo. Esta ya no se usa.
account-mail-password-subject = Tu contraseña ha cambiado
account-mail-password-lead = { $name }, la contraseña de tu cuenta se acaba de cambiar.
account-mail-password-button = No he sido yo: crear otra contraseña
account-mail-factor-on-subject = La entrada con código ha cambiado
account-mail-factor-on-lead = { $name }, la entrada con código está activada y tu cuenta tiene códigos de recuperación nuevos.
account-mail-factor-off-subject = La entrada con código se ha desactivado
account-mail-factor-off-lead = { $name }, a partir de ahora basta la contraseña para entrar en tu cuenta.
account-mail-warning-subject = Alguien intenta entrar en tu cuenta
account-mail-warning-lead = { $name }, ha habido varias contraseñas equivocadas seguidas en tu cuenta. Hemos parado los intentos desde allí por un rato; desde tus dispositivos puedes entrar igualmente.
account-mail-warning-button = Crear contraseña nueva
account-mail-warning-note = Si has sido tú, espera un cuarto de hora. Si no, tu contraseña ha aguantado; que sea larga y no la uses en otro sitio.
account-mail-invite-subject = Invitación a { $practice }
account-mail-invite-lead = { $who } te invita a { $practice } en Aureli Solo. Tu función: { $role }.
account-mail-invite-lead-own = { $who } te invita a trabajar en su consulta en Aureli Solo. Tu función: { $role }.
account-mail-invite-button = Ver la invitación
account-mail-invite-note = El enlace vale siete días. Si no sabes quién es, no hagas nada.

# The log
settings-audit = Registro
settings-audit-sub = Quién hizo qué y cuándo
audit-by-user = Alguien que ya no está
audit-by-client = Un cliente
audit-by-system = Automático
audit-by-api = Un programa
audit-tenant-created = Se creó el negocio
audit-tenant-updated = Se cambiaron los ajustes del negocio
audit-member-invited = Se invitó a una persona
audit-member-joined = Se unió una persona
audit-member-changed = Se cambió el rol o la invitación de una persona
audit-member-removed = Se quitó a una persona
audit-user-signed-in = Inicio de sesión
audit-user-sign-in-failed = Inicio de sesión fallido
audit-user-signed-out = Cierre de sesión
audit-user-password-changed = Se cambió una contraseña
audit-user-email-changed = Se cambió una dirección de correo
audit-user-second-factor-changed = Se cambió el segundo paso del inicio de sesión
audit-service-created = Se añadió un servicio
audit-service-updated = Se cambió un servicio
audit-service-deleted = Se eliminó un servicio
audit-schedule-updated = Se cambió el horario o los descansos
audit-client-created = Se añadió un cliente
audit-client-updated = Se cambió la ficha de un cliente
audit-appointment-created = Se reservó una cita
audit-appointment-status-changed = Cambió el estado de una cita
audit-appointment-moved = Se movió una cita
audit-appointment-updated = Se cambió una cita
audit-appointment-client-confirmed = El cliente confirmó que viene
audit-message-sent = Se envió un mensaje
audit-message-failed = No se pudo entregar un mensaje
audit-message-reworded = Se cambió el texto de un mensaje
audit-message-stopped = Se detuvo un mensaje
audit-message-released = Se dejó salir un mensaje detenido
audit-message-template-changed = Se cambiaron los textos de los mensajes
audit-media-added = Se añadieron archivos
audit-media-updated = Se cambió un archivo
audit-media-deleted = Se eliminó un archivo
audit-media-restored = Se restauró un archivo
audit-media-original-read = Se descargó un original
audit-media-published = Se publicó un archivo
audit-media-unpublished = Se retiró un archivo de la página pública
audit-portfolio-arranged = Se cambió el orden de las fotos de la página pública
audit-media-shared = Se compartió un archivo
audit-media-share-revoked = Se revocó un enlace compartido
audit-client-noted = Se cambió una nota sobre un cliente
audit-client-tagged = Se cambiaron las etiquetas de un cliente
audit-client-blocked = Se bloqueó a un cliente
audit-client-unblocked = Se desbloqueó a un cliente
audit-client-refused = Se rechazó a un cliente bloqueado
audit-client-marketing-changed = Se cambió el permiso de publicidad de un cliente
audit-client-page-sent = Se envió a un cliente el enlace a su página
audit-client-exported = Se exportaron los datos de un cliente
audit-client-erased = Se borraron los datos de un cliente
audit-client-locked = Se bloqueó la ficha de un cliente
audit-client-unlocked = Se desbloqueó la ficha de un cliente
audit-practice-exported = Se exportaron todos los datos
audit-privacy-rules-changed = Se cambiaron las reglas de conservación
audit-form-created = Se creó un formulario
audit-form-updated = Se cambió un formulario
audit-form-published = Se publicó una versión de un formulario
audit-consent-requested = Se pidió una firma
audit-consent-sent = Se envió un enlace para firmar
audit-consent-dropped = Se retiró una petición de firma
audit-consent-handed-over = Se prestó el dispositivo para firmar
audit-consent-signed = Se firmó un formulario
audit-consent-read = Se leyeron respuestas firmadas
audit-consent-withdrawn = Se retiró un consentimiento
audit-consent-expired = Venció un consentimiento
audit-consent-erased = Se destruyó un documento firmado
audit-client-subject-changed = Se cambió aquello de lo que tratan las visitas de un cliente
audit-client-linked = Se cambió la familia de un cliente
audit-waitlist-joined = Un cliente se apuntó a la lista de espera
audit-waitlist-changed = Se cambió una petición de la lista de espera
audit-waitlist-left = Un cliente salió de la lista de espera
audit-waitlist-offered = Se ofreció un hueco a la lista de espera
audit-waitlist-declined = Se rechazó un hueco ofrecido
audit-waitlist-booked = Un cliente de la lista de espera tiene cita
audit-client-medical-noted = Se cambiaron las notas médicas de un cliente
audit-client-medical-read = Se leyeron las notas médicas de un cliente
audit-client-merged = Se unieron dos fichas
audit-client-unmerged = Se volvieron a separar dos fichas
audit-client-fields-changed = Se cambiaron los campos propios de la ficha
audit-clients-imported = Se importaron clientes
audit-clients-exported = Se exportó la lista de clientes
audit-clients-mailed = Se envió un mensaje a varios clientes
audit-clients-mailing-stopped = Se detuvo un mensaje a varios clientes
audit-clients-tagged = Se cambiaron las etiquetas de varios clientes
audit-clients-import-undone = Se deshizo la importación de una lista de clientes
audit-tag-changed = Se renombró, unió o borró una etiqueta
