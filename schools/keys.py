"""Key tables of the NRW school register (Ministerium für Schule und Bildung NRW, key_schulformschluessel and others).

Facts, not code: the labels are proper names of the field and stay German. Licence of the tables: dl-de/by-2-0.
"""

SCHOOL_TYPES = {
    "02": "Grundschule",
    "04": "Hauptschule",
    "06": "Volksschule",
    "08": "Förderschule",
    "10": "Realschule",
    "13": "Schulversuch PRIMUS",
    "14": "Sekundarschule",
    "15": "Gesamtschule",
    "16": "Gemeinschaftsschule",
    "17": "Freie Waldorfschule",
    "18": "Hiberniaschule",
    "19": "Freie Waldorfförderschule",
    "20": "Gymnasium",
    "25": "Weiterbildungskolleg",
    "30": "Berufskolleg",
    "70": "Ergänzungsschule",
    "81": "Schulischer Lernort",
    "83": "Klinikschule",
    "85": "Förderschule im Bereich Realschule",
    "87": "Förderschule im Bereich Gymnasium",
    "88": "Förderschule im Bereich Berufskolleg",
}

# Units of the register that are no schools: Träger, supervision, teacher training (50 to 58).
NO_SCHOOLS = frozenset({"00", "0A", "0B", "0C", *map(str, range(50, 59))})

OPERATION_KEYS = {
    "0": "schließt zum Ende des Schuljahres",
    "1": "in Betrieb",
    "2": "schließt später",
    "3": "nimmt den Betrieb auf",
    "4": "Betrieb ruht",
    "5": "geschlossen",
    "6": "in Betrieb (eingeschränkte Erhebung)",
    "9": "geschlossen",
}
CLOSED_KEYS = frozenset({"5", "9"})
CLOSING_KEYS = frozenset({"0", "2"})  # closed after their date
OPENING_KEY = "3"  # open from its date on
RESTING_KEY = "4"

# Kreis Gütersloh by name; the register itself knows only keys and towns. Source: Amtlicher Gemeindeschlüssel.
MUNICIPALITIES = {
    "05754004": "Borgholzhausen",
    "05754008": "Gütersloh",
    "05754012": "Halle (Westf.)",
    "05754016": "Harsewinkel",
    "05754020": "Herzebrock-Clarholz",
    "05754024": "Langenberg",
    "05754028": "Rheda-Wiedenbrück",
    "05754032": "Rietberg",
    "05754036": "Schloß Holte-Stukenbrock",
    "05754040": "Steinhagen",
    "05754044": "Verl",
    "05754048": "Versmold",
    "05754052": "Werther (Westf.)",
}

# rooms that are counted apart, one and many; what is not named here is a teaching room
ROOM_TYPES = {
    "specialist": ("Fachraum", "Fachräume"),
    "computer": ("Computerraum", "Computerräume"),
    "library": ("Mediothek", "Mediotheken"),
    "staff": ("Lehrerzimmer", "Lehrerzimmer"),
    "office": ("Verwaltungsraum", "Verwaltungsräume"),
    "hall": ("Aula", "Aulen"),
    "gym": ("Sporthalle", "Sporthallen"),
}

LEGAL_STATUS = {"1": "öffentlich", "2": "privat"}
