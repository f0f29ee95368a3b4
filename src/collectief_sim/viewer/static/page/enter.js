// On the page that refuses: served only to who has the token after all, but came by a link from another site.
location.replace(`/?from=elsewhere${location.hash}`);
