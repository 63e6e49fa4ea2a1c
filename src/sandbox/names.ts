/** Natural names of the sandbox's things, by language. People say them; nothing here is shown as a sentence. */
export interface ThingNames {
  readonly match: string;
  readonly name: string;
  readonly aliases: Readonly<Record<string, readonly string[]>>;
}

const frontDoor = {
  en: ["front door", "main door", "main entrance", "street door"],
  es: ["puerta principal", "la puerta de entrada", "puerta de entrada", "puerta de la calle", "entrada principal"],
  fr: ["porte d'entrée", "porte principale", "entrée principale", "porte de la rue"],
  de: ["Haustür", "Eingangstür", "Haupteingang", "Vordertür"],
  it: ["porta d'ingresso", "porta principale", "portone", "ingresso principale"],
  pt: ["porta da frente", "porta principal", "porta de entrada", "porta da rua"],
  nl: ["voordeur", "buitendeur", "hoofdingang"],
  pl: ["drzwi wejściowe", "drzwi frontowe", "drzwi główne", "główne wejście"],
  ja: ["玄関", "玄関のドア", "正面玄関", "表玄関"],
};

const garage = {
  en: ["garage", "garage door"],
  es: ["garaje", "puerta del garaje", "portón del garaje", "cochera"],
  fr: ["garage", "porte de garage", "porte du garage"],
  de: ["Garage", "Garagentor", "Garagentür"],
  it: ["garage", "porta del garage", "box auto"],
  pt: ["garagem", "porta da garagem", "portão da garagem"],
  nl: ["garage", "garagedeur", "garagepoort"],
  pl: ["garaż", "brama garażowa", "bramę garażową", "drzwi do garażu"],
  ja: ["ガレージ", "ガレージのドア", "車庫"],
};

const lobby = {
  en: ["lobby", "lobby door", "reception", "foyer"],
  es: ["vestíbulo", "puerta del vestíbulo", "recibidor", "recepción"],
  fr: ["hall", "porte du hall", "accueil"],
  de: ["Lobby", "Lobbytür", "Foyer", "Empfang"],
  it: ["atrio", "porta dell'atrio", "hall", "reception"],
  pt: ["átrio", "porta do átrio", "recepção", "receção"],
  nl: ["lobby", "lobbydeur", "hal", "receptie"],
  pl: ["lobby", "hol", "drzwi do holu", "recepcja", "recepcję"],
  ja: ["ロビー", "ロビーのドア", "受付"],
};

const goodNight = {
  en: ["good night", "goodnight", "bedtime"],
  es: ["buenas noches", "hora de dormir"],
  fr: ["bonne nuit", "heure du coucher"],
  de: ["Gute Nacht", "Schlafenszeit"],
  it: ["buonanotte", "buona notte"],
  pt: ["boa noite", "hora de dormir"],
  nl: ["goedenacht", "goede nacht", "welterusten"],
  pl: ["dobranoc", "dobrej nocy"],
  ja: ["おやすみ", "おやすみなさい", "グッドナイト"],
};

const comingHome = {
  en: ["coming home", "arriving home", "I'm home"],
  es: ["llegada a casa", "llegar a casa", "vuelta a casa"],
  fr: ["retour à la maison", "arrivée à la maison"],
  de: ["Nach Hause kommen", "Heimkommen", "Heimkehr"],
  it: ["ritorno a casa", "arrivo a casa"],
  pt: ["chegar a casa", "chegada a casa", "chegando em casa"],
  nl: ["thuiskomen", "thuiskomst"],
  pl: ["powrót do domu", "wracam do domu"],
  ja: ["帰宅", "ただいま"],
};

const meetingRoom = {
  en: ["meeting room", "meeting room light", "meeting room lights", "conference room"],
  es: ["sala de reuniones", "luz de la sala de reuniones", "luces de la sala de reuniones", "sala de juntas"],
  fr: ["salle de réunion", "lumière de la salle de réunion", "lumières de la salle de réunion"],
  de: ["Besprechungsraum", "Besprechungszimmer", "Meetingraum", "Konferenzraum"],
  it: ["sala riunioni", "luce della sala riunioni", "luci della sala riunioni"],
  pt: ["sala de reuniões", "sala de reunião", "luz da sala de reuniões", "luzes da sala de reuniões"],
  nl: ["vergaderzaal", "vergaderruimte", "vergaderkamer"],
  pl: ["sala konferencyjna", "salę konferencyjną", "sali konferencyjnej", "światło w sali konferencyjnej"],
  ja: ["会議室", "会議室の照明", "会議室の電気", "ミーティングルーム"],
};

const kitchen = {
  en: ["kitchen", "kitchen light", "kitchen lights"],
  es: ["cocina", "luz de la cocina", "luces de la cocina"],
  fr: ["cuisine", "lumière de la cuisine", "lumières de la cuisine"],
  de: ["Küche", "Küchenlicht", "Küchenlampe"],
  it: ["cucina", "luce della cucina", "luci della cucina"],
  pt: ["cozinha", "luz da cozinha", "luzes da cozinha"],
  nl: ["keuken", "keukenlicht", "keukenlamp"],
  pl: ["kuchnia", "kuchnię", "kuchni", "światło w kuchni"],
  ja: ["キッチン", "台所", "キッチンの照明", "台所の電気"],
};

const finishLine = {
  en: ["finish line", "finish"],
  es: ["línea de meta", "meta"],
  fr: ["ligne d'arrivée", "arrivée"],
  de: ["Ziellinie", "Zieleinlauf", "Ziel"],
  it: ["traguardo", "linea del traguardo"],
  pt: ["linha de chegada", "linha de meta", "meta"],
  nl: ["finishlijn", "finish", "eindstreep"],
  pl: ["linia mety", "linię mety", "linii mety", "meta"],
  ja: ["ゴール", "ゴールライン", "フィニッシュライン"],
};

/** Each thing is found by its vendor's own label, which no other thing of the account bears. */
export const thingNames: readonly ThingNames[] = [
  { match: "raixer:name=Front door", name: "Front door", aliases: frontDoor },
  { match: "overkiz:name=Garage", name: "Garage", aliases: garage },
  { match: "akuvox:name=Lobby", name: "Lobby", aliases: lobby },
  { match: "overkiz:name=Good night", name: "Good night", aliases: goodNight },
  { match: "overkiz:name=Coming home", name: "Coming home", aliases: comingHome },
  { match: "avion:name=Meeting room", name: "Meeting room", aliases: meetingRoom },
  { match: "overkiz:name=Kitchen", name: "Kitchen", aliases: kitchen },
  { match: "rufus:name=Finish line", name: "Finish line", aliases: finishLine },
];
