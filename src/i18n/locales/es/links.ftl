### Lo que abre un enlace de un mensaje: la cita y lo que se puede hacer con ella.

links-confirm = Confirmo mi asistencia
links-coming = Asistencia confirmada
links-thanks = Gracias, { $practice } ya sabe que vienes.
links-is-request = { $practice } aún no ha respondido a tu solicitud. Mientras tanto la hora queda guardada para ti.
links-is-cancelled = Esta cita está cancelada. { $practice } tiene otras horas para ti.
links-is-expired = No hubo respuesta a tiempo. { $practice } tiene otras horas para ti.
links-is-over = Esta cita ya pasó. En { $practice } nos encantará volver a verte.
links-has-begun = Esta cita ya ha empezado y aquí no se puede cambiar. Si ha surgido algo, llama a { $practice }.
links-has-begun-already = Esta cita ya ha empezado y aquí no se puede cancelar.

links-choices = Otras opciones
links-move-title = Cambiar a otra hora
links-move = Elige otra hora. La anterior se libera al pulsar la nueva.
links-move-until = Puedes cambiar o cancelar sin problema hasta { $until }. La hora anterior se libera al pulsar la nueva.
links-move-late = Se podía cambiar sin problema hasta { $until }. Todavía puedes cambiarla; quedará anotado como tardío. La hora anterior se libera al pulsar una nueva.
links-cancel-title = Cancelar la cita
links-cancel-late = Se podía cancelar sin problema hasta { $until }. Todavía puedes cancelar; quedará anotado como tardío.
links-cancel-button = Cancelar la cita
links-cancel-late-button = Cancelar de todos modos
links-reason = ¿Le cuentas a { $practice } por qué?
links-yours = Este enlace es solo tuyo. Quien lo tenga puede cambiar la cita, así que no lo reenvíes.

links-confirmed = Gracias. Te esperamos.
links-cancelled = La cita está cancelada.
links-move-back = Volver a: { $when }
links-restore = Sí voy a ir
links-restored = Listo: tu cita sigue en pie.
links-restore-text = ¿Fue sin querer? Durante 15 minutos puedes recuperar la cita.
links-moved = Cita cambiada: { $when }
links-move-asks = Si cambias la hora, { $practice } confirma la nueva.
links-asked-to-move = Has pedido { $when }: recibirás una respuesta

links-gone-title = Este enlace ya no sirve
links-gone-text = Es demasiado antiguo o un mensaje más reciente trajo otro. Abre el enlace del último mensaje o reserva de nuevo.
links-closed-title = { $practice } ha cerrado
links-closed-text = Este negocio ya no recibe visitas a través de Aureli Solo. Aquí no se puede cambiar nada.
links-unknown-title = Este enlace no lleva a ninguna parte
links-unknown-text = Puede que falte una parte. Copia el enlace entero del mensaje o ábrelo allí.
