"""What is said about layouts: what a file has no room for, what is wrong with a layout, and the second reader."""

from django.utils.translation import gettext_lazy as _

from apps.hub.admin.sentence import FIX_AT_SOURCE, Sentence

HOLDS = _("%(column)s holds “%(value)s”.")
ROOM = _("%(column)s has room for %(width)s signs, “%(value)s” has more.")
OF_NAME = _("%(name)s: “%(value)s”.")
OTHERWISE = _("%(expected)s was expected, %(found)s was found.")

LAYOUTS = {
    "layout.required": Sentence(
        _("A column of the file has to be filled and is empty"),
        _("Column: %(column)s."),
        _("Fill it in at the source or in the settings of the flow, or let the layout do without it."),
    ),
    "layout.too_long": Sentence(
        _("A code or a key is too long for the file"),
        ROOM,
        _("Shorten it at the source or in the mapping. Codes and keys are never cut."),
    ),
    "layout.amount_too_wide": Sentence(
        _("An amount is too large for the file"),
        ROOM,
        _("Split the document at the source, or book it by hand. An amount is never cut."),
    ),
    "layout.amount_negative": Sentence(
        _("An amount is below zero, and the file has no sign for it"), HOLDS, FIX_AT_SOURCE
    ),
    "layout.amount_decimals": Sentence(_("An amount has more decimals than the file"), HOLDS, FIX_AT_SOURCE),
    "layout.not_a_number": Sentence(
        _("What is no number stands where the file needs one"),
        HOLDS,
        _("Correct it at the source, in the mapping or in the settings of the flow."),
    ),
    "layout.not_an_amount": Sentence(
        _("What is no amount stands where the file needs one"),
        HOLDS,
        _("Look at the layout: the column reads another field than an amount."),
    ),
    "layout.not_a_date": Sentence(
        _("What is no date stands where the file needs one"),
        HOLDS,
        _("Correct it at the source, or look at the layout: the column may read another field."),
    ),
    "layout.character": Sentence(
        _("A code or a key holds a character that the file cannot hold"),
        _("“%(value)s” in %(column)s."),
        _("Correct it at the source or in the mapping. Codes and keys are never changed."),
    ),
    "layout.doubled": Sentence(
        _("Two titles of the file have the same key"),
        _("The key is “%(value)s”."),
        _("Put one of them into another file, or correct its number at the source."),
    ),
    "layout.balance": Sentence(
        _("The apportionment does not add up to its title"),
        OTHERWISE,
        _("Look at the layout: it leaves out shares, or adds them up twice."),
    ),
    "layout.currency": Sentence(
        _("The document is in another currency than the file"),
        OTHERWISE,
        _("Choose it out of the file, and book it by hand."),
    ),
    "layout.past": Sentence(
        _("The day of payment is over"),
        _("%(value)s is before %(today)s."),
        _("Set a later due date at the source, or pay it by hand."),
    ),
    "layout.path": Sentence(
        _("A column of the layout reads nothing that could be written"),
        _("The path is “%(path)s”."),
        _("Correct the layout. What a path may lead to stands in docs/layouts.md."),
    ),
    "layout.spec": Sentence(
        _("The layout is not right"),
        _("%(field)s holds “%(value)s”."),
        _("Correct it in the text of the layout. Nothing was saved."),
    ),
    "layout.not_json": Sentence(
        _("The text is no layout"),
        "",
        _("It has to be JSON: look for a missing comma or quotation mark. Nothing was saved."),
    ),
    "layout.not_payable": Sentence(
        _("It is nothing that has to be paid"),
        _("Document: %(number)s."),
        _("Book it by hand: these files take amounts to be paid alone."),
    ),
    "layout.no_cost_centre": Sentence(
        _("An amount has no cost centre"),
        _("Title: %(title)s."),
        _("Tell the cost centre at the source. Or let the flow write amounts without one."),
    ),
    "layout.due_before_issue": Sentence(
        _("It is due before it was issued"), _("%(title)s: due %(due)s, issued %(issued)s."), FIX_AT_SOURCE
    ),
    "layout.supplier_no_number": Sentence(
        _("The supplier's number is no number"),
        OF_NAME,
        _("Correct it under mappings, or at the source where the source tells it."),
    ),
    "layout.tax_id": Sentence(
        _("The CPF or CNPJ is missing or wrong"),
        OF_NAME,
        _("Correct it at the source. Whoever is paid is known by it."),
    ),
    "layout.bank_account": Sentence(
        _("The bank account cannot be read"),
        OF_NAME,
        _("Correct bank, branch and account at the source. How check digits are written is a setting of the flow."),
    ),
    "layout.no_bank_account": Sentence(
        _("There is no bank account to pay to"),
        "%(name)s",
        _("Tell bank, branch and account at the source, or choose another way of payment."),
    ),
    "layout.pix_key": Sentence(
        _("The PIX key is none"),
        OF_NAME,
        _("Correct it at the source: a phone number with +55, an e-mail address, a CPF or CNPJ, or a random key."),
    ),
    "batch.layout_unconfirmed": Sentence(
        _("Nobody has confirmed the layout for real books"),
        "",
        _("An administrator compares it with the target's document and confirms it under “Layouts of files”."),
    ),
    "batch.layout_differs": Sentence(
        _("The file does not hold what it should"),
        "",
        _("No file was made. Look at the layout: it leaves out titles, or tells them twice."),
    ),
    "batch.layout_saved": Sentence(
        _("Somebody has saved another version just now"), "", _("Look at it, then save or confirm again.")
    ),
    "reread.encoding": Sentence(
        _("The second reader finds characters that are not in the encoding"),
        "",
        _("No file was made. Look at the encoding of the layout."),
    ),
    "reread.width": Sentence(
        _("The second reader finds a line or a column of another width"),
        _("Line %(line)s: %(expected)s was expected, %(found)s was found."),
        _("No file was made. Look at the widths of the layout."),
    ),
    "reread.unknown_record": Sentence(
        _("The second reader finds a line that is not in the layout"),
        _("Line %(line)s: “%(value)s”"),
        _("No file was made. Look at the marks by which the layout tells its lines apart."),
    ),
    "reread.missing_record": Sentence(
        _("The second reader misses a line"),
        _("Before line %(line)s: %(record)s."),
        _("No file was made. Look at the marks by which the layout tells its lines apart."),
    ),
    "reread.value": Sentence(
        _("The second reader finds a value that is none"),
        _("Line %(line)s, %(column)s: “%(value)s”."),
        _("No file was made. Look at the column in the layout."),
    ),
    "reread.figure": Sentence(
        _("The second reader counts or adds up otherwise"),
        _("Line %(line)s, %(column)s: %(expected)s was expected, %(found)s was found."),
        _("No file was made. Look at the counters and totals of the layout."),
    ),
    "reread.line_end": Sentence(
        _("The second reader finds another end of line"),
        _("Line %(line)s."),
        _("No file was made. Look at the line ends of the layout."),
    ),
    "reread.json": Sentence(_("The second reader finds no JSON"), "", _("No file was made. Look at the layout.")),
    "result.no_column": Sentence(
        _("A column of the result is missing"),
        _("Column: %(column)s."),
        _("Choose the kind of result that fits the file, or export it with all its columns."),
    ),
}
