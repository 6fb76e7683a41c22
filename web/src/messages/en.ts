// Every word of the product in English. German follows the same shape, so a missing key does not compile.
import { p, word, lower } from "./en-counting.ts";
import { room } from "./en-room.ts";
import { settings, streak } from "./en-you.ts";

export const en = {
  product: "Lockstep",
  skipToContent: "Skip to the content",
  back: "Back",
  close: "Close",
  cancel: "Cancel",
  save: "Save",
  saved: "Saved.",
  undo: "Undo",
  copied: "Link copied",
  tryAgain: "Try again",
  loading: "Loading",
  you: "you",
  minutes: (minutes: number): string => {
    const hours = Math.floor(minutes / 60);
    const rest = minutes % 60;
    if (hours === 0) return `${rest} min`;
    return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
  },

  nav: {
    main: "Main",
    today: "Today",
    rooms: "Rooms",
    messages: "Messages",
    you: "You",
    settings: "Settings",
  },

  offline: {
    app: "You are offline. What you see here may be a little old.",
    room: "You are offline. The timer runs on.",
    roomWaiting: (count: number): string =>
      `You are offline. The timer runs on, ${p(count, { one: "one thing waits", other: `${lower(count)} things wait` })} to be sent.`,
    reconnecting: "Reconnecting. The timer runs on.",
  },

  errors: {
    title: "This page did not load",
    offline: "You are offline. Try again when the network is back.",
    rate_limited: (seconds: number): string =>
      `Too many tries. Wait ${p(seconds, { one: "a second", other: `${seconds} seconds` })}, then try again.`,
    unavailable: "The server is busy right now. Nothing was changed. Try again in a moment.",
    forbidden: "This is not allowed with your account.",
    not_found: "There is nothing here any more.",
    conflict: "This was changed on another device. The latest is shown now.",
    unknown: "That did not work. Nothing was changed. Try again in a moment.",
    broken: "Something here broke. Reload the page; nothing you sent is lost.",
    reload: "Reload",
  },

  notFound: {
    title: "No window here",
    text: "The address may be mistyped, or what was here is gone.",
    home: "Go to the start",
  },

  landing: {
    title: "Lockstep: lock in together",
    headline: "Sit down together. Get it done.",
    lede: "One clock, a few people, one thing each. Nobody talks until the break. The minutes you were really there become your streak.",
    createAccount: "Create an account",
    free: "Free. Or sit down first:",
    noAccount: "no account needed.",
    liveNow: "Live now",
    openToEveryone: (plan: string) => `Open to everyone, ${plan}`,
    inside: (count: string) => `${count} in`,
    join: "Join as a guest",
    joining: "Joining",
    oneTap: "One tap. No account, no camera, no permissions.",
    noRoom: "No public room is open right now.",
    noRoomText: "Open one and share the link. Guests need no account.",
    openRoom: "Open a room",
    lights: "Lights on now",
    lightsOn: (count: number): string =>
      p(count, {
        one: "One window is lit: somebody is in an open room right now.",
        other: `${count} windows are lit: one for everybody in an open room right now.`,
      }),
    lightsOff: "No window is lit right now. Yours would be the first.",
    clockTitle: "One clock",
    clockText:
      "Everyone sees the same second. The break starts for all of you at once, on every device, even in a tab you forgot.",
    streakTitle: "A streak you earned",
    streakText:
      "A day counts when you were there. You can ask any day why it counted, or why not, and it will show you.",
    doorTitle: "A link is enough",
    doorText: "Send it, they sit down. Guests need no account, and what they earn stays theirs when they make one.",
    api: "API",
  },

  accounts: {
    signIn: "Sign in",
    signInText: "Your rooms and your streak are where you left them.",
    register: "Create an account",
    registerText: "An e-mail address and a password. That is all.",
    keepText: "What you earned as a guest stays yours: the minutes, the receipts, the streak.",
    email: "E-mail",
    password: "Password",
    passwordHint: (count: number) => `${count} characters or more.`,
    showPassword: "Show the password",
    hidePassword: "Hide the password",
    name: "Name",
    nameHint: "How others see you in a room.",
    noAccountYet: "No account yet?",
    haveAccount: "Have an account already?",
    emailMissing: "Type your e-mail address.",
    emailWrong: "This does not look like an e-mail address.",
    passwordMissing: "Type your password.",
    passwordShort: (count: number) => `Use ${count} characters or more.`,
    passwordCommon: "Many people use this one. Choose another.",
    nameMissing: "Type a name, up to 60 characters.",
    bad_credentials: "E-mail or password is not right.",
    email_taken: "There is an account with this address. Sign in instead.",
    signOut: "Sign out",
    guestName: (number: number) => `Guest ${number}`,
  },

  phase: { lobby: "Lobby", focus: "Focus", break: "Break", long_break: "Long break", done: "Done", paused: "Paused" },

  plan: {
    short: (focus: number, rest: number) => `${focus} and ${rest}`,
    rounds: (rounds: number | null): string =>
      rounds === null ? "endless" : p(rounds, { one: "one round", other: `${lower(rounds)} rounds` }),
    full: (short: string, rounds: string) => `${short}, ${rounds}`,
    roundOf: (round: number, rounds: number | null) =>
      rounds === null ? `Round ${round}` : `Round ${round} of ${rounds}`,
    focusRound: (round: number, rounds: number | null) =>
      rounds === null ? `Focus, round ${round}` : `Focus, round ${round} of ${rounds}`,
  },

  today: {
    title: "Today",
    next: "Your session",
    minutesLeft: (minutes: number): string => p(minutes, { one: "1 minute left", other: `${minutes} minutes left` }),
    shortLeft: (minutes: number) => `${minutes} min left`,
    minLeft: "min left",
    min: (minutes: number) => `${minutes} min`,
    minUnit: "min",
    allIn: (names: string, count: number): string => p(count, { one: `${names} is in.`, other: `${names} are in.` }),
    someIn: (names: string, others: number): string =>
      p(others, { one: `${names} and one other are in.`, other: `${names} and ${others} others are in.` }),
    countIn: (count: number): string =>
      count === 0
        ? "Nobody is in right now."
        : p(count, { one: "One person is in.", other: `${word(count)} people are in.` }),
    lockIn: "Lock in",
    noneTitle: "Nothing is running",
    noneText: "Open a room and share the link. Guests need no account.",
    openRoom: "Open a room",
    roomsNow: "Rooms now",
    allRooms: "All rooms",
    streak: "Streak",
    details: "Details",
    daysKept: (count: number): string => p(count, { one: "day kept", other: "days kept" }),
    strength: "strength",
    todayOpen: "Ten minutes together keep today.",
    todayKept: (minutes: string) => `Today is kept. ${minutes} together.`,
    todayChecked: "Today is kept.",
    todayRest: "Today is a rest day. It breaks nothing.",
    todayFreeze: "A freeze is planned for today.",
    todayTravel: "A short day of travel. It cannot be missed.",
    provisional: (day: string, until: string) =>
      `${day} is not final yet. What you did on it still counts if it arrives by ${until}.`,
    checkIn: "Check in",
    checkedIn: "Checked in. Today is kept.",
    checkInQueued: "Kept here. It is sent when the network is back.",
    week: "This week",
    weekEmpty: "No minutes yet this week.",
    weekSessions: "Rounds",
    weekCheckIns: "Check-ins",
    reminder: (day: string) => `${day} is still open. Ten minutes together or one check-in keep it.`,
    reuse:
      "A session of yours was used twice and has been signed out everywhere. Change your password if that was not you.",
    dismiss: "Dismiss",
    guestNotice: "You are here as a guest. An account keeps your streak on every device.",
    keepIt: "Create an account",
  },

  rooms: {
    title: "Rooms",
    open: "Open a room",
    now: "Open to everyone",
    mine: "Yours",
    emptyTitle: "No rooms right now",
    emptyText: "Open one and share the link. Guests need no account.",
    startsAgain: (time: string) => `Break, starts again at ${time}`,
    pausedRow: "Paused",
    inLobby: (plan: string) => `In the lobby, ${plan}`,
    doneRow: "Session over",
    openToEveryone: (plan: string) => `${plan}, open to everyone`,
    byInvitation: (plan: string) => `${plan}, by invitation`,
    inside: (count: number): string => p(count, { one: "1 person in", other: `${count} people in` }),
    more: "More rooms",
    haveCode: "Have a code?",
    code: "Room code",
    codeHint: "The ten characters at the end of an invitation link.",
    codeWrong: "No room has this code. Codes have ten characters.",
    joinByCode: "Join",
    create: {
      title: "Open a room",
      name: "What is it for?",
      namePlaceholder: "Thesis hours",
      nameMissing: "Give it a name, up to 80 characters.",
      who: "Who may come in?",
      public: "Everyone",
      publicText: "Listed for all to see",
      unlisted: "Anyone with the link",
      unlistedText: "Not listed anywhere",
      private: "Only those I invite",
      privateText: "Each invitation ends by itself",
      rhythm: "Rhythm",
      custom: "Own",
      focus: "Focus, min",
      rest: "Break, min",
      rounds: "Rounds",
      endless: "Endless",
      minutesWrong: "Between 1 and 240 minutes.",
      roundsWrong: "Between 1 and 48 rounds.",
      submit: "Open the room",
    },
  },

  join: {
    title: "Sit down",
    invited: "You are invited to a room",
    text: "One clock, one thing each. No account, no camera, no permissions.",
    name: "Your name",
    nameHint: "Others in the room see it.",
    submit: "Join as a guest",
    asUser: (name: string) => `Join as ${name}`,
    gone: "This invitation does not open anything",
    goneText: "It may have been withdrawn, or has ended. Ask for a new one, or sit down in an open room.",
    openRooms: "Open rooms",
    haveAccount: "Sign in instead",
    full: "This room is full. Nothing was changed.",
    fullText: "Every seat is taken. You can listen without one: you see what happens, and earn no minutes.",
    listen: "Listen in",
  },

  room,

  streak,

  settings,
};

export type Messages = typeof en;
