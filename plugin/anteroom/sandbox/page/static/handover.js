// The form goes by itself; its button stays for whoever has no scripts.
document.querySelector("form[data-handover]").requestSubmit();
