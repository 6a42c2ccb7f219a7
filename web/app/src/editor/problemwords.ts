/** Why the server did not do something, by the codes of its problems. */
import type { Lang } from '../types';

export const PROBLEMS = {
  'problem.away': { es: 'El servidor no responde.', en: 'The server does not answer.' },
  'problem.other': { es: 'El servidor no lo acepta: {detail}', en: 'The server does not accept it: {detail}' },
  'problem.no_draft': { es: 'Este borrador no existe.', en: 'There is no such draft.' },
  'problem.draft_open': {
    es: 'El borrador aún no se ha enviado, o alguien lo devolvió o retiró.',
    en: 'The draft is not submitted yet, or somebody sent it back or withdrew it.',
  },
  'problem.draft_submitted': {
    es: 'El borrador ya se envió: para cambiarlo, retire primero el envío.',
    en: 'The draft is submitted: to change it, withdraw it first.',
  },
  'problem.draft_published': { es: 'El borrador ya se publicó.', en: 'The draft is published already.' },
  'problem.draft_deleted': {
    es: 'Alguien quitó el borrador de la lista.',
    en: 'Somebody took the draft off the list.',
  },
  'problem.draft_changed': {
    es: '{who} guardó la versión {version} mientras tanto; lo enviado partía de la versión {seen}.',
    en: '{who} saved version {version} meanwhile; what was sent began from version {seen}.',
  },
  'problem.zone_changed': {
    es: 'La zona {zone} ya tiene la versión {version}, y este cambio partía de la {base}. Empiece de nuevo desde la publicada.',
    en: 'The zone {zone} has version {version} by now, and this change began from version {base}. Begin again from what is published.',
  },
  'problem.zone_elsewhere': {
    es: 'La zona {zone} no es de esta norma.',
    en: 'The zone {zone} does not belong to this act.',
  },
  'problem.own_draft': {
    es: 'Usted redactó este borrador o una parte: debe publicarlo otra persona.',
    en: 'You drafted this, or a part of it: another person has to publish it.',
  },
  'problem.other_decree': {
    es: 'Un borrador sigue siendo de la norma de la que partió.',
    en: 'A draft stays that of its act.',
  },
  'problem.reason_missing': {
    es: 'Diga por qué, en 4000 bytes como máximo: lo leerá quien lo redactó.',
    en: 'Say why, in at most 4000 bytes: who drafted it will read it.',
  },
  'problem.number_taken': {
    es: 'Ya hay una norma {number}: para corregirla, empiece desde ella con «Corregir».',
    en: 'There is an act {number} already: to correct it, begin from it with “Correct”.',
  },
  'problem.number_form': {
    es: 'El número de una norma se escribe como DS 056-2019-PCM.',
    en: 'The number of an act is written like DS 056-2019-PCM.',
  },
  'problem.too_long': {
    es: 'Un texto es demasiado largo: caben {most} bytes.',
    en: 'A text is too long: {most} bytes fit.',
  },
  'problem.too_many': { es: 'Son demasiadas: caben {most}.', en: 'These are too many: {most} fit.' },
  'problem.bad_day': {
    es: 'Un día no se entiende: va de 1900 a 2200.',
    en: 'A day cannot be read: it is one from 1900 to 2200.',
  },
  'problem.bad_days': {
    es: 'El plazo es un número entero de días, de 1 a {most}.',
    en: 'The term is a whole number of days, 1 to {most}.',
  },
  'problem.no_address': {
    es: 'El enlace empieza con https:// o http://.',
    en: 'The link begins with https:// or http://.',
  },
  'problem.tangled': {
    es: 'Los bordes se cruzan o se tocan más de {most} veces. Trace un contorno más simple.',
    en: 'The edges cross or touch each other more than {most} times. Draw it simpler.',
  },
  'problem.lifted_early': {
    es: 'La zona se levanta antes de empezar.',
    en: 'The zone is lifted before it begins.',
  },
  'problem.ends_early': {
    es: 'El último día es anterior al primero.',
    en: 'The last day comes before the first.',
  },
  'problem.km_beyond': {
    es: 'Los km caen fuera del tramo en que cuenta la escala.',
    en: 'The km lie beyond the stretch on which the scale counts.',
  },
  'problem.referred': {
    es: 'No se puede quitar mientras algo se refiera a ello.',
    en: 'It cannot go while something refers to it.',
  },
  'problem.gone': {
    es: 'Aquello a lo que se refiere acaba de quitarse.',
    en: 'What it refers to has just been taken away.',
  },
  'problem.invalid': { es: 'El servidor no lo entiende: {detail}', en: 'The server cannot read it: {detail}' },
  'problem.sign_in': { es: 'La sesión terminó: entre de nuevo.', en: 'The session has ended: sign in again.' },
  'problem.forbidden': { es: 'Su cuenta no tiene permiso para esto.', en: 'Your account may not do this.' },
  'problem.not_found': { es: 'Eso ya no existe.', en: 'That is not there any more.' },
  'problem.wrong_method': { es: 'El servidor no sabe hacer eso.', en: 'The server cannot do that.' },
  'problem.conflict': {
    es: 'Choca con algo que ya está guardado: {detail}',
    en: 'It clashes with what is kept already: {detail}',
  },
  'problem.stale': {
    es: 'Cambió desde que lo leyó: ábralo de nuevo.',
    en: 'It has changed since you read it: open it again.',
  },
  'problem.too_large': { es: 'Es demasiado grande para enviarlo.', en: 'It is too large to be sent.' },
  'problem.wrong_type': { es: 'El servidor no lee este tipo de archivo.', en: 'The server does not read such a file.' },
  'problem.key_reused': {
    es: 'Ya se envió otra cosa así: recargue la página.',
    en: 'Something else was sent so before: reload the page.',
  },
  'problem.version_unsaid': {
    es: 'Falta decir de qué versión parte: recargue la página.',
    en: 'It is not said which version it begins from: reload the page.',
  },
  'problem.too_often': {
    es: 'Son demasiadas peticiones seguidas: espere un momento.',
    en: 'Too many requests in a row: wait a moment.',
  },
  'problem.too_slow': {
    es: 'Lo enviado tardó demasiado en llegar. Inténtelo de nuevo.',
    en: 'What was sent took too long to arrive. Try again.',
  },
  'problem.internal': {
    es: 'Algo falló en el servidor. Quedó anotado.',
    en: 'Something went wrong on the server. It has been noted.',
  },
  'problem.busy': {
    es: 'El servidor no puede ahora. Inténtelo en un momento.',
    en: 'The server cannot do it just now. Try again in a moment.',
  },
} as const satisfies Record<string, Record<Lang, string>>;
