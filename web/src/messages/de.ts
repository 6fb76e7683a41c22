// Every word of the product in German: the same shape as the English, or it does not compile.
import type { Messages } from "./en.ts";
import { p, word, rounds } from "./de-counting.ts";
import { room } from "./de-room.ts";
import { settings, streak } from "./de-you.ts";

export const de: Messages = {
  product: "Lockstep",
  skipToContent: "Zum Inhalt springen",
  back: "Zurück",
  close: "Schließen",
  cancel: "Abbrechen",
  save: "Speichern",
  saved: "Gespeichert.",
  undo: "Rückgängig",
  copied: "Link kopiert",
  tryAgain: "Noch einmal",
  loading: "Lädt",
  you: "du",
  minutes: (minutes: number): string => {
    const hours = Math.floor(minutes / 60);
    const rest = minutes % 60;
    if (hours === 0) return `${rest} Min.`;
    return rest === 0 ? `${hours} Std.` : `${hours} Std. ${rest} Min.`;
  },

  nav: {
    main: "Hauptmenü",
    today: "Heute",
    rooms: "Räume",
    messages: "Nachrichten",
    you: "Du",
    settings: "Einstellungen",
  },

  offline: {
    app: "Du bist offline. Was du hier siehst, kann etwas älter sein.",
    room: "Du bist offline. Die Uhr läuft weiter.",
    roomWaiting: (count: number): string =>
      `Du bist offline. Die Uhr läuft weiter, ${p(count, { one: "eine Sache wartet", other: `${count} Sachen warten` })} auf das Netz.`,
    reconnecting: "Verbindet sich neu. Die Uhr läuft weiter.",
  },

  errors: {
    title: "Diese Seite konnte nicht laden",
    offline: "Du bist offline. Versuch es noch einmal, wenn das Netz wieder da ist.",
    rate_limited: (seconds: number): string =>
      `Zu viele Versuche. Warte ${p(seconds, { one: "eine Sekunde", other: `${seconds} Sekunden` })}, dann geht es wieder.`,
    unavailable: "Der Server ist gerade ausgelastet. Nichts wurde geändert. Versuch es gleich noch einmal.",
    forbidden: "Das ist mit deinem Konto nicht erlaubt.",
    not_found: "Hier ist nichts mehr.",
    conflict: "Das wurde auf einem anderen Gerät geändert. Jetzt siehst du den neuesten Stand.",
    unknown: "Das hat nicht geklappt. Nichts wurde geändert. Versuch es gleich noch einmal.",
    broken: "Hier ist etwas kaputtgegangen. Lade die Seite neu; nichts Gesendetes ist verloren.",
    reload: "Neu laden",
  },

  notFound: {
    title: "Hier ist kein Fenster",
    text: "Vielleicht ist die Adresse vertippt, oder was hier war, gibt es nicht mehr.",
    home: "Zum Anfang",
  },

  landing: {
    title: "Lockstep: gemeinsam dranbleiben",
    headline: "Setzt euch hin. Bringt es zu Ende.",
    lede: "Eine Uhr, ein paar Leute, jeder eine Sache. Bis zur Pause redet niemand. Die Minuten, die du wirklich da warst, werden deine Serie.",
    createAccount: "Konto anlegen",
    free: "Kostenlos. Oder setz dich erst dazu:",
    noAccount: "ganz ohne Konto.",
    liveNow: "Jetzt offen",
    openToEveryone: (plan: string) => `Offen für alle, ${plan}`,
    inside: (count: string) => `${count} da`,
    join: "Als Gast dazusetzen",
    joining: "Einen Moment",
    oneTap: "Ein Tipp. Kein Konto, keine Kamera, keine Freigaben.",
    noRoom: "Gerade ist kein öffentlicher Raum offen.",
    noRoomText: "Öffne einen und teile den Link. Gäste brauchen kein Konto.",
    openRoom: "Raum öffnen",
    lights: "Lichter, die jetzt brennen",
    lightsOn: (count: number): string =>
      p(count, {
        one: "Ein Fenster ist hell: jemand sitzt gerade in einem offenen Raum.",
        other: `${count} Fenster sind hell: eines für jede Person, die gerade in einem offenen Raum sitzt.`,
      }),
    lightsOff: "Gerade ist kein Fenster hell. Deines wäre das erste.",
    clockTitle: "Eine Uhr",
    clockText:
      "Alle sehen dieselbe Sekunde. Die Pause beginnt für alle zugleich, auf jedem Gerät, auch im vergessenen Tab.",
    streakTitle: "Eine verdiente Serie",
    streakText:
      "Ein Tag zählt, wenn du da warst. Frag jeden Tag, warum er zählte oder warum nicht, und er zeigt es dir.",
    doorTitle: "Ein Link genügt",
    doorText:
      "Schick ihn, sie setzen sich. Gäste brauchen kein Konto, und was sie verdienen, behalten sie, wenn sie eines anlegen.",
    api: "API",
  },

  accounts: {
    signIn: "Anmelden",
    signInText: "Deine Räume und deine Serie sind, wo du sie gelassen hast.",
    register: "Konto anlegen",
    registerText: "Eine E-Mail-Adresse und ein Passwort. Mehr nicht.",
    keepText: "Was du als Gast verdient hast, bleibt deins: die Minuten, die Belege, die Serie.",
    email: "E-Mail",
    password: "Passwort",
    passwordHint: (count: number) => `${count} Zeichen oder mehr.`,
    showPassword: "Passwort zeigen",
    hidePassword: "Passwort verbergen",
    name: "Name",
    nameHint: "So sehen dich die anderen im Raum.",
    noAccountYet: "Noch kein Konto?",
    haveAccount: "Schon ein Konto?",
    emailMissing: "Gib deine E-Mail-Adresse ein.",
    emailWrong: "Das sieht nicht nach einer E-Mail-Adresse aus.",
    passwordMissing: "Gib dein Passwort ein.",
    passwordShort: (count: number) => `Nimm ${count} Zeichen oder mehr.`,
    passwordCommon: "Dieses benutzen viele. Nimm ein anderes.",
    nameMissing: "Gib einen Namen ein, höchstens 60 Zeichen.",
    bad_credentials: "E-Mail oder Passwort stimmt nicht.",
    email_taken: "Mit dieser Adresse gibt es schon ein Konto. Melde dich an.",
    signOut: "Abmelden",
    guestName: (number: number) => `Gast ${number}`,
  },

  phase: {
    lobby: "Vorraum",
    focus: "Fokus",
    break: "Pause",
    long_break: "Lange Pause",
    done: "Fertig",
    paused: "Angehalten",
  },

  plan: {
    short: (focus: number, rest: number) => `${focus.toLocaleString("de")} und ${rest.toLocaleString("de")}`,
    rounds: (count: number | null): string => (count === null ? "endlos" : rounds(count)),
    full: (short: string, count: string) => `${short}, ${count}`,
    roundOf: (round: number, count: number | null) =>
      count === null ? `Runde ${round}` : `Runde ${round} von ${count}`,
    focusRound: (round: number, count: number | null) =>
      count === null ? `Fokus, Runde ${round}` : `Fokus, Runde ${round} von ${count}`,
  },

  today: {
    title: "Heute",
    next: "Deine Sitzung",
    minutesLeft: (minutes: number): string => p(minutes, { one: "noch 1 Minute", other: `noch ${minutes} Minuten` }),
    shortLeft: (minutes: number) => `noch ${minutes} Min.`,
    minLeft: "Min. noch",
    min: (minutes: number) => `${minutes} Min.`,
    minUnit: "Min.",
    allIn: (names: string, count: number): string => p(count, { one: `${names} ist da.`, other: `${names} sind da.` }),
    someIn: (names: string, others: number): string =>
      p(others, { one: `${names} und noch jemand sind da.`, other: `${names} und ${others} andere sind da.` }),
    countIn: (count: number): string =>
      count === 0
        ? "Gerade ist niemand da."
        : p(count, { one: "Eine Person ist da.", other: `${word(count)} Leute sind da.` }),
    lockIn: "Los geht’s",
    noneTitle: "Gerade läuft nichts",
    noneText: "Öffne einen Raum und teile den Link. Gäste brauchen kein Konto.",
    openRoom: "Raum öffnen",
    roomsNow: "Räume jetzt",
    allRooms: "Alle Räume",
    streak: "Serie",
    details: "Einzelheiten",
    daysKept: (count: number): string => p(count, { one: "Tag gehalten", other: "Tage gehalten" }),
    strength: "Stärke",
    todayOpen: "Zehn Minuten gemeinsam halten den Tag.",
    todayKept: (minutes: string) => `Heute ist gehalten. ${minutes} gemeinsam.`,
    todayChecked: "Heute ist gehalten.",
    todayRest: "Heute ist Ruhetag. Er unterbricht nichts.",
    todayFreeze: "Für heute ist ein Frosttag vorgesehen.",
    todayTravel: "Ein kurzer Reisetag. Er kann nicht verpasst werden.",
    provisional: (day: string, until: string) =>
      `${day} ist noch nicht entschieden. Was du getan hast, zählt noch, wenn es bis ${until} ankommt.`,
    checkIn: "Eintragen",
    checkedIn: "Eingetragen. Heute ist gehalten.",
    checkInQueued: "Hier aufgehoben. Es geht raus, wenn das Netz wieder da ist.",
    week: "Diese Woche",
    weekEmpty: "Diese Woche noch keine Minuten.",
    weekSessions: "Runden",
    weekCheckIns: "Einträge",
    reminder: (day: string) => `${day} ist noch offen. Zehn Minuten gemeinsam oder ein Eintrag halten den Tag.`,
    reuse:
      "Eine deiner Anmeldungen wurde doppelt benutzt und überall beendet. Warst du das nicht, ändere dein Passwort.",
    dismiss: "Verstanden",
    guestNotice: "Du bist als Gast hier. Ein Konto bewahrt deine Serie auf jedem Gerät.",
    keepIt: "Konto anlegen",
  },

  rooms: {
    title: "Räume",
    open: "Raum öffnen",
    now: "Offen für alle",
    mine: "Deine",
    emptyTitle: "Gerade keine Räume",
    emptyText: "Öffne einen und teile den Link. Gäste brauchen kein Konto.",
    startsAgain: (time: string) => `Pause, weiter um ${time}`,
    pausedRow: "Angehalten",
    inLobby: (plan: string) => `Im Vorraum, ${plan}`,
    doneRow: "Sitzung vorbei",
    openToEveryone: (plan: string) => `${plan}, offen für alle`,
    byInvitation: (plan: string) => `${plan}, mit Einladung`,
    inside: (count: number): string => p(count, { one: "1 Person da", other: `${count} Leute da` }),
    more: "Mehr Räume",
    haveCode: "Hast du einen Code?",
    code: "Raumcode",
    codeHint: "Die zehn Zeichen am Ende eines Einladungslinks.",
    codeWrong: "Kein Raum hat diesen Code. Codes haben zehn Zeichen.",
    joinByCode: "Dazusetzen",
    create: {
      title: "Raum öffnen",
      name: "Wofür ist er?",
      namePlaceholder: "Stunden für die Abschlussarbeit",
      nameMissing: "Gib ihm einen Namen, höchstens 80 Zeichen.",
      who: "Wer darf hinein?",
      public: "Alle",
      publicText: "Für alle aufgelistet",
      unlisted: "Wer den Link hat",
      unlistedText: "Nirgends aufgelistet",
      private: "Nur wen ich einlade",
      privateText: "Jede Einladung endet von selbst",
      rhythm: "Rhythmus",
      custom: "Eigener",
      focus: "Fokus, Min.",
      rest: "Pause, Min.",
      rounds: "Runden",
      endless: "Endlos",
      minutesWrong: "Zwischen 1 und 240 Minuten.",
      roundsWrong: "Zwischen 1 und 48 Runden.",
      submit: "Raum öffnen",
    },
  },

  join: {
    title: "Dazusetzen",
    invited: "Du bist in einen Raum eingeladen",
    text: "Eine Uhr, jeder eine Sache. Kein Konto, keine Kamera, keine Freigaben.",
    name: "Dein Name",
    nameHint: "Die anderen im Raum sehen ihn.",
    submit: "Als Gast dazusetzen",
    asUser: (name: string) => `Als ${name} dazusetzen`,
    gone: "Diese Einladung öffnet nichts",
    goneText:
      "Vielleicht wurde sie zurückgezogen oder ist abgelaufen. Bitte um eine neue, oder setz dich in einen offenen Raum.",
    openRooms: "Offene Räume",
    haveAccount: "Lieber anmelden",
    full: "Dieser Raum ist voll. Nichts wurde geändert.",
    fullText:
      "Alle Plätze sind besetzt. Du kannst ohne Platz zuhören: Du siehst, was geschieht, und sammelst keine Minuten.",
    listen: "Zuhören",
  },

  room,

  streak,

  settings,
};
