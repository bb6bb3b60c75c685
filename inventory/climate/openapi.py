"""What the door for devices takes and answers, as OpenAPI 3.1."""

from django.conf import settings

from inventory.models.climate.reading import COLDEST, HOTTEST

#: So many readings at most in one call, and so many bytes.
MOST_READINGS = 5_000
MOST_BYTES = 1024 * 1024

ERRORS = {
    "400": "The call or one of its readings is malformed; nothing was stored.",
    "401": "The token is missing, unknown or stopped.",
    "405": "Readings are sent by POST.",
    "413": f"More than {MOST_BYTES} bytes or {MOST_READINGS} readings.",
    "415": "The body is not application/json.",
}

READING = {
    "type": "object",
    "required": ["sensor", "at", "temperature"],
    "additionalProperties": False,
    "properties": {
        "sensor": {
            "type": "string",
            "description": "Number of a measuring point that names this device.",
        },
        "at": {
            "type": "string",
            "format": "date-time",
            "description": "Time of the reading, with its offset from UTC.",
        },
        "temperature": {
            "type": "number",
            "minimum": int(COLDEST),
            "maximum": int(HOTTEST),
            "description": "Degrees Celsius, with three decimal places at most.",
        },
        "humidity": {
            "type": ["number", "null"],
            "minimum": 0,
            "maximum": 100,
            "description": "Relative humidity in per cent, with three places at most.",
        },
    },
}
CALL = {
    "type": "object",
    "required": ["readings"],
    "additionalProperties": False,
    "properties": {
        "readings": {
            "type": "array",
            "minItems": 1,
            "maxItems": MOST_READINGS,
            "items": {"$ref": "#/components/schemas/Reading"},
        }
    },
}
OUTCOME = {
    "type": "object",
    "required": ["stored", "known", "differing"],
    "properties": {
        "stored": {"type": "integer", "description": "Readings that were new."},
        "known": {"type": "integer", "description": "In the books already."},
        "differing": {
            "type": "array",
            "items": {"type": "integer"},
            "description": "Indexes of readings at whose time something else stands "
            "in the books; that stays as it is.",
        },
    },
}
ERROR = {
    "type": "object",
    "required": ["error", "details"],
    "properties": {
        "error": {"type": "string"},
        "details": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["index", "field", "message"],
                "properties": {
                    "index": {"type": "integer", "description": "Counted from 0."},
                    "field": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}


def _json(name, description):
    schema = {"$ref": f"#/components/schemas/{name}"}
    content = {"application/json": {"schema": schema}}
    return {"description": description, "content": content}


def document():
    """The whole description."""
    answers = {"200": _json("Outcome", "All readings are in the books.")}
    answers |= {status: _json("Error", said) for status, said in ERRORS.items()}
    post = {
        "operationId": "sendReadings",
        "summary": "Hand in readings of temperature and humidity",
        "description": "A reading is known by its sensor and time: what is sent twice "
        "is stored once. If one reading is malformed, none is stored.",
        "requestBody": {"required": True} | _json("Call", "The readings."),
        "responses": answers,
    }
    schemas = {"Call": CALL, "Reading": READING, "Outcome": OUTCOME, "Error": ERROR}
    token = {"type": "http", "scheme": "bearer"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Readings of devices", "version": "1.0.0"},
        "servers": [{"url": "/"}],
        "paths": {"/api/readings/": {"post": post}},
        "components": {"schemas": schemas, "securitySchemes": {"token": token}},
        "security": [{"token": []}],
        "x-time-zone": settings.TIME_ZONE,
    }
