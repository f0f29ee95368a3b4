"""The server of the page: who may ask, what may be asked, what is answered; it keeps nothing of a page."""
