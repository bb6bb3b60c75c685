"""One maker for each model: sensible defaults, every value overridable."""

import datetime as dt
from contextlib import contextmanager
from decimal import Decimal
from functools import wraps
from itertools import count, cycle

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from aftersales import models as aftersales
from inventory import models as inventory
from inventory.climate.storing import store
from procurement import models as procurement
from qms.core import models as core
from qms.core.roles import Role
from qms.quality import models as quality
from qms.records.models import Attachment, Record
from sales import models as sales
from suppliers import models as suppliers

serial = count(1)
#: Registrations have four digits; a long run makes more things than that.
registrations = cycle(range(1, 10_000))
SCOPE = "6815,6820,6822,6840,6846,6864,6866; 07,13,14,16,22"
ID_NUMBER = "11010519491231002X"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


#: Whom the chains that are being made have in common, by maker; None if nobody.
partners = None


@contextmanager
def same_partners():
    """Let chains have a contract, customer, salesperson and batch in common."""
    global partners
    partners = {}
    try:
        yield
    finally:
        partners = None


def partner(maker):
    """Make what chains may have in common, if it is just any."""

    @wraps(maker)
    def made(*args, **values):
        if partners is None or args or values:
            return maker(*args, **values)
        if maker not in partners:
            partners[maker] = maker()
        return type(partners[maker])._base_manager.get(pk=partners[maker].pk)

    return made


def today():
    return timezone.localdate()


def next_year():
    return today() + dt.timedelta(days=365)


def uscc():
    """A credit code with the right check digit."""
    body = f"91440101MA{next(serial):07d}"
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    total = sum(alphabet.index(c) * w for c, w in zip(body, weights, strict=True))
    return body + alphabet[-total % 31]


def user(*roles, **values):
    number = next(serial)
    made = core.User.objects.create_user(
        **{
            "username": f"user{number}",
            "password": "pw",
            "full_name": f"Person {number}",
            "must_change_password": False,
        }
        | values
    )
    for role in roles:
        core.Appointment.objects.create(by=made, user=made, role=role)
    return made


def attach(record, *slots):
    for slot in slots or [p.slot for p in record.papers]:
        paper = Attachment(record=record, slot=slot, added_by=record.made_by)
        paper.take(SimpleUploadedFile(f"{slot}.pdf", PDF)).save()


#: What signers fill in where "Agreed" will not do.
ANSWERS = {
    "arrived_at": lambda _record: timezone.now(),
    "arrival_temp": lambda _record: None,
    "moved_to": lambda record: record.moved_to,
    "result": lambda record: "restock",
    "disposal": lambda record: "return",
    "destroyed_at": lambda record: timezone.now(),
    "deadline": lambda record: next_year(),
}
#: What an inspector says of goods that came back, if nothing is wrong with them.
SOUND = {"quality_state": "sound", "restocked_qty": lambda line: line.quantity}


def answers(record, sign, verdict=SOUND, **filled):
    """What a place in the signature row asks for, on the record and on its lines."""
    said = {n: ANSWERS.get(n, lambda _record: "Agreed")(record) for n in sign.fills}
    said |= {name: filled[name] for name in sign.fills if name in filled}
    if sign.fills_lines:
        said["lines"] = list(record.lines.select_related("product"))
        for line in said["lines"]:
            for name, value in verdict.items():
                setattr(line, name, value(line) if callable(value) else value)
    return said


def sign_all(record, until=None, **filled):
    """Let one person after the other sign what is left to sign, up to a place."""
    while (place := record.next_signature()) and place.place != until:
        asked = answers(record, place.sign, **filled)
        for slot in place.sign.papers:
            attach(record, slot)
        record.sign(user(place.hand), **asked)
    return record


def signed(record, **filled):
    """Submit a draft as its author and let everybody sign, or some of them."""
    record.submit(record.made_by, justification="Known and accepted")
    return sign_all(record, **filled)


def hold(thing):
    """Stop a thing at once, for the record that it is or belongs to."""
    because = thing if isinstance(thing, Record) else thing.product
    return thing.hold(user(), "stop", because)


def lift(standing):
    """Let a thing go, as the head of quality."""
    standing.lift(user(Role.QUALITY_HEAD), standing.because)


def warehouse(**values):
    return core.Warehouse.objects.create(
        **{
            "by": user(),
            "name": f"Warehouse {next(serial)}",
            "temp_min": 2,
            "temp_max": 8,
        }
        | values
    )


def place(zone=core.Zone.QUALIFIED, **values):
    values.setdefault("warehouse", core.Warehouse.objects.first() or warehouse())
    return core.Place.objects.create(
        **{"by": user(), "zone": zone, "code": f"P{next(serial)}"} | values
    )


def zones():
    """A place in each zone, as every warehouse has one."""
    for zone in core.Zone:
        if not core.Place.objects.filter(zone=zone).exists():
            place(zone)


def company_licence(**values):
    made = core.CompanyLicence.objects.create(
        **{
            "by": user(Role.QUALITY_OFFICER),
            "kind": "licence",
            "licence_no": "粤穗药监械经营许20230001号",
            "company_name": "廣州示範醫療器械有限公司",
            "uscc": uscc(),
            "legal_representative": "王",
            "company_head": "王",
            "quality_head": "陳",
            "domicile": "廣州",
            "premises": "廣州",
            "warehouses": "廣州",
            "scope": SCOPE,
            "issuer": "廣州市市場監督管理局",
            "issued_at": dt.date(2023, 1, 1),
            "valid_to": next_year(),
        }
        | values
    )
    attach(made, "scans")
    return made


def supplier(**values):
    made = core.Supplier.objects.create(
        **{
            "by": user(Role.PURCHASER),
            "name": f"Supplier {next(serial)}",
            "uscc": uscc(),
            "address": "廣州市科學大道1號",
            "phone": "020-11112222",
            "contact_person": "劉",
            "legal_representative": "李",
        }
        | values
    )
    return made


def product(**values):
    number = next(serial)
    made = core.Product.objects.create(
        **{
            "by": user(Role.QUALITY_OFFICER),
            "name": f"Product {number}",
            "specification": "5ml",
            "unit": "支",
            "management_class": 3,
            "catalogue_code_2017": "14",
            "catalogue_code_2002": "6815",
            "registration_no": f"国械注准2023314{next(registrations):04d}",
            "registration_valid_to": next_year(),
            "registrant_name": "Maker",
            "registrant_contact": "020-1",
            "manufacture_licence_no": "粤药监械生产许20200001号",
            "transport_condition": "常溫",
            "quality_standard": "GB 15810",
            "udi_di": "06901234567892",
        }
        | values
    )
    return made


def first_supplier_approval(**values):
    supplied = values.pop("supplier", None) or signed(supplier())
    made = suppliers.FirstSupplierApproval.objects.create(
        **{
            "by": user(Role.PURCHASER),
            "supplier": supplied,
            "licence_no": "粤穗药监械经营许20230002号",
            "licence_scope": SCOPE,
            "licence_issuer": "廣州市市場監督管理局",
            "licence_valid_to": next_year(),
            "sales_person_name": "劉芳",
            "sales_person_id_no": ID_NUMBER,
            "authorization_products": "全部",
            "authorization_region": "廣東",
            "authorization_from": today(),
            "authorization_to": next_year(),
            "agreement_until": next_year(),
            "intended_products": "注射器",
            "application_reason": "新供貨者",
        }
        | values
    )
    attach(made)
    return made


@partner
def approved_supplier():
    return core.Supplier.objects.get(pk=signed(first_supplier_approval()).supplier_id)


def first_product_approval(**values):
    licensed()
    made = suppliers.FirstProductApproval.objects.create(
        **{
            "by": user(Role.PURCHASER),
            "supplier": values.pop("supplier", None) or approved_supplier(),
            "product": values.pop("product", None) or signed(product()),
            "registration_issued": dt.date(2023, 5, 1),
            "shelf_life": "24 months",
            "intended_use": "注射",
            "application_reason": "新品種",
        }
        | values
    )
    attach(made)
    return made


def approved_product(of=None, **values):
    """A product that may be bought from a supplier."""
    made = signed(product(**values))
    signed(first_product_approval(supplier=of or approved_supplier(), product=made))
    return made


def licensed():
    """Make sure that the company itself may trade."""
    return core.CompanyLicence.objects.in_effect().first() or signed(company_licence())


def contract(**values):
    licensed()
    values.setdefault("supplier", None)
    values["supplier"] = values["supplier"] or approved_supplier()
    of = values.pop("product", None) or approved_product(values["supplier"])
    made = procurement.Contract.objects.create(
        **{
            "by": user(Role.PURCHASER),
            "valid_from": today(),
            "valid_to": next_year(),
            "quality_clauses": "合格",
            "after_sales_clauses": "維修",
            "delivery_terms": "送貨",
            "payment_terms": "月結",
            "liability": "仲裁",
        }
        | values
    )
    made.lines.create(
        by=made.made_by, product=of, quantity=100, unit_price=Decimal("2.5")
    )
    attach(made, "quality_standard_files")
    return made


@partner
def agreed():
    """A contract in effect."""
    return signed(contract())


def purchase(quantity=100, **values):
    agreed_on = values.pop("contract", None) or agreed()
    made = procurement.Purchase.objects.create(
        **{
            "by": user(Role.PURCHASER),
            "contract": agreed_on,
            "supplier": agreed_on.supplier,
        }
        | values
    )
    made.lines.create(
        by=made.made_by,
        product=agreed_on.lines.get().product,
        quantity=quantity,
        unit_price=Decimal("2.5"),
    )
    return made


def fill(record, **line_values):
    """Save a record begun from an earlier one, with its lines."""
    by = user(*record.writers())
    lines = record.begin()
    record.save(by=by)
    for line in lines:
        line.record = record
        for name, value in line_values.items():
            setattr(line, name, value)
        line.save(by=by)
    return record


def goods_receipt(lot=None, expires_on=None, **values):
    zones()
    ordered = values.pop("purchase", None) or signed(purchase())
    made = inventory.GoodsReceipt(
        **{
            "purchase": ordered,
            "delivery_note_no": "N1",
            "note_matches_sample": True,
            "carrier": "粵A12345",
            "deliverer": "送貨員",
            "arrived_at": timezone.now().replace(second=0, microsecond=0),
        }
        | values
    )
    made = fill(
        made,
        lot=lot or f"L{next(serial)}",
        produced_on=today() - dt.timedelta(days=30),
        expires_on=expires_on or next_year(),
    )
    attach(made)
    return made


def incoming_inspection(rejected=0, **values):
    receipt = values.pop("receipt", None) or signed(goods_receipt())
    made = inventory.IncomingInspection(**{"receipt": receipt} | values)
    quantity = receipt.lines.first().received_qty
    made = fill(
        made,
        certificate_no="C1",
        appearance="good",
        packaging="good",
        labelling="good",
        conclusion="accepted",
        accepted_qty=quantity - rejected,
        rejected_qty=rejected,
        failure_items="broken" if rejected else "",
        disposal="return" if rejected else "",
    )
    attach(made, "certificate_file")
    return made


def stock_in(**values):
    inspection = values.pop("inspection", None) or signed(incoming_inspection())
    return fill(inventory.StockIn(**{"inspection": inspection} | values))


def stocked_batch(quantity=100, contract=None, **dates):
    """A batch that has come in through the whole chain."""
    ordered = signed(purchase(quantity, contract=contract))
    receipt = signed(goods_receipt(purchase=ordered, **dates))
    entry = signed(stock_in(inspection=signed(incoming_inspection(receipt=receipt))))
    return entry.lines.get().batch


@partner
def some_batch():
    """A batch on the shelf of which goods may be sold."""
    return stocked_batch()


def customer(**values):
    return core.Customer.objects.create(
        **{
            "by": user(Role.SALESPERSON),
            "name": f"Customer {next(serial)}",
            "uscc": uscc(),
            "address": "廣州市中山路1號",
            "delivery_address": "廣州市中山路1號",
            "phone": "020-33334444",
            "contact_person": "採購科",
        }
        | values
    )


def customer_review(**values):
    made = sales.CustomerReview.objects.create(
        **{
            "by": user(Role.SALESPERSON),
            "customer": values.pop("customer", None) or signed(customer()),
            "permit_kind": "practice",
            "permit_no": "PDY12345678",
            "permit_scope": "內科",
            "permit_valid_to": next_year(),
            "purchaser_contact": "採購科 020-3",
            "delivery_address": "廣州市中山路1號",
        }
        | values
    )
    attach(made)
    return made


@partner
def qualified_customer(**values):
    review = signed(customer_review(customer=signed(customer(**values))))
    return core.Customer.objects.get(pk=review.customer_id)


def sales_authorization(**values):
    return sales.SalesAuthorization.objects.create(
        **{
            "by": user(Role.SALES_MANAGER),
            "employee": values.pop("employee", None) or user(Role.SALESPERSON),
            "id_no": ID_NUMBER,
            "products": "全部",
            "region": "廣東",
            "valid_to": next_year(),
            "training": "PX-2026-01",
        }
        | values
    )


@partner
def authorised_salesperson():
    seller = user(Role.SALESPERSON)
    signed(sales_authorization(employee=seller))
    return seller


def sale(batch=None, quantity=10, **values):
    batch = batch or some_batch()
    made = sales.Sale.objects.create(
        **{
            "by": values.pop("by", None) or authorised_salesperson(),
            "customer": values.pop("customer", None) or qualified_customer(),
            "invoice_no": "FP1",
            "invoice_amount": quantity * 5,
        }
        | values
    )
    made.lines.create(by=made.made_by, batch=batch, quantity=quantity, unit_price=5)
    attach(made, "special_documents")
    return made


def direct_sale(quantity=10, **values):
    """The draft of a sale whose goods came straight to the customer."""
    customer = qualified_customer()
    how = {"is_direct_delivery": True, "direct_reason": "clinical"}
    receipt = goods_receipt(purchase=signed(purchase(direct_customer=customer, **how)))
    signed(incoming_inspection(receipt=signed(receipt), inspection_place="hospital"))
    line = receipt.lines.get()
    batch = line.product.batches.get(lot=line.lot)
    return sale(batch, quantity, customer=customer, **how | values)


def sent_for_selection(quantity=10):
    """A sale of goods to choose from, of which some are out with the institution."""
    made = sale(quantity=quantity, mode="selection", invoice_no="", invoice_amount=None)
    signed(outbound_review(sale=signed(made)))
    return made


def selection_use(quantity=1, **values):
    """What an institution says to have used of what it chose from."""
    of = values.pop("sale", None) or sent_for_selection()
    entry = sales.SelectionUse(
        batch=of.lines.get().batch,
        quantity=quantity,
        used_on=today(),
        invoice_no="FP9",
        amount=quantity * 5,
        **values,
    )
    of.enter(of.made_by, entry)
    return entry


def outbound_review(**values):
    sold = values.pop("sale", None) or signed(sale())
    made = inventory.OutboundReview(**{"sale": sold} | values)
    good = {"package_ok": "good", "label_ok": "good", "other_ok": "good"}
    return fill(made, **good, review_result="released")


def delivery_note(**values):
    review = values.pop("review", None) or signed(outbound_review())
    return fill(inventory.DeliveryNote(**{"review": review} | values))


def work_calendar(year=None, **values):
    """The calendar of a year, with one holiday and one worked weekend."""
    by = user(Role.QUALITY_OFFICER)
    year = year or 2026 + core.WorkCalendar.objects.count()
    notice = {"by": by, "year": year, "notice": "國辦發明電〔2025〕7號"}
    made = core.WorkCalendar.objects.create(**notice | values)
    first, last = dt.date(year, 10, 1), dt.date(year, 10, 7)
    made.days.create(by=by, name="國慶節", first=first, last=last)
    worked = dt.date(year, 10, 10)
    made.days.create(by=by, kind="worked", first=worked, last=worked)
    return made


def equipment(kind="cold_store", **values):
    return inventory.Equipment.objects.create(
        **{
            "by": user(Role.MAINTAINER),
            "name": f"Refrigerator {next(serial)}",
            "model": "YC-525L",
            "kind": kind,
            "location": "冷藏庫",
            "keeper": user(Role.STOREKEEPER),
        }
        | values
    )


def vehicle_rule(box=None, **values):
    """How often a vehicle or box is read, and the two who are alarmed."""
    people = {
        "first_alarmed": user(Role.QUALITY_OFFICER, email="huang@example.com"),
        "second_alarmed": user(Role.WAREHOUSE_MANAGER, email="zheng@example.com"),
    }
    box = box or signed(equipment("cold_transport"))
    made = inventory.VehicleRule(equipment=box, **people | values)
    made.save(by=user(Role.QUALITY_OFFICER))
    return made


def used_equipment(**values):
    """Equipment of which something is entered."""
    made = signed(equipment(**values))
    entry = inventory.EquipmentEntry(action="check", content="runs well")
    made.enter(made.made_by, entry)
    return entry


def calibration(kind="periodic", **values):
    """The proof of a piece of equipment; by default a validation of a cold store."""
    made = quality.Calibration.objects.create(
        **{
            "by": user(Role.MAINTAINER),
            "equipment": values.pop("equipment", None) or signed(equipment()),
            "kind": kind,
            "done_at": today(),
            "agency": "廣東省計量科學研究院",
            "certificate_no": "RZ202600123",
            "result": "passed",
            "valid_to": next_year(),
            "evaluation": "各測點均在2～8℃內",
            "prevention": "每月檢查門封",
        }
        | values
    )
    attach(made, *(p.slot for p in made.papers if p.is_needed(made)))
    return made


def last_month():
    """The first day of the month before this one."""
    return (today().replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def room_with_climate(**values):
    """A room of 2 to 8 °C with its climate rule."""
    room = warehouse(**values)
    inventory.ClimateRule.objects.create(
        by=user(Role.QUALITY_OFFICER),
        room=room,
        first_alarmed=user(Role.MAINTAINER),
        second_alarmed=user(Role.QUALITY_OFFICER),
    )
    return room


def sensor(**values):
    """A point that is read by hand, with an instrument in effect."""
    return inventory.Sensor.objects.create(
        **{
            "by": user(Role.QUALITY_OFFICER),
            "code": f"T{next(serial)}",
            "room": values.pop("room", None) or room_with_climate(),
            "equipment": values.pop("equipment", None) or signed(equipment("climate")),
            "since": last_month(),
        }
        | values
    )


def device(name=None):
    by = user(Role.SYSTEM_ADMIN)
    return inventory.Device.objects.admit(by, name or f"Gateway {next(serial)}")[0]


def reading():
    """A reading taken by hand just now."""
    values = {"temperature": Decimal(5), "humidity": Decimal(50)}
    return sensor().read(user(Role.MAINTAINER), **values)


def climate_event(temperatures=(5, 11, 5), of=None):
    """An excursion that a logger tells of, in the month before this one."""
    logger = of or sensor(kind="logger", code=f"L{next(serial)}")
    noon = dt.datetime.combine(last_month(), dt.time(12), dt.UTC)
    readings = [
        inventory.Reading(
            sensor=logger,
            at=noon + dt.timedelta(minutes=30 * number),
            temperature=temperature,
            humidity=50,
            source="file",
        )
        for number, temperature in enumerate(temperatures)
    ]
    store(readings)
    return logger.events.get()


def climate_assessment(**values):
    made = inventory.ClimateAssessment(
        **{
            "event": values.pop("event", None) or climate_event(),
            "cause": "door left open",
            "measure": "door closed",
            "grounds": "stability data of the maker",
            "judgement": "unaffected",
        }
        | values
    )
    return fill(made)


def climate_log(room=None):
    """The log of a room of last month."""
    room = room or sensor().room
    made = inventory.ClimateLog(warehouse=room)
    return fill(made)


def stop_sale(batch=None, **values):
    made = quality.StopSale.objects.create(
        **{
            "by": user(Role.QUALITY_OFFICER),
            "origin": "complaint",
            "cause": "Broken seals",
            "is_serious": True,
        }
        | values
    )
    for line in made.begin_with(batch or stocked_batch()):
        line.record = made
        line.save(by=made.made_by)
    return made


def stop_release(stop=None, **values):
    """What lets a stopped batch go."""
    stop = stop or signed(stop_sale())
    good = {"judgement": "good", "disposal": "release"}
    return fill(quality.StopSale(stop=stop, **good | values))


#: A room in which everything is as it should be.
ROOM_IN_ORDER = dict.fromkeys(inventory.storage_inspection.CHECKS, "good") | (
    dict.fromkeys(inventory.storage_inspection.PROTECTIONS, True)
)


def storage_inspection(batch=None, **values):
    """A sheet on one batch that lies on a shelf; `values` are those of its line."""
    batch = batch or core.Batch.objects.in_zone("qualified").first() or stocked_batch()
    lying = batch.balances.filter(place__zone="qualified", quantity__gt=0).first()
    made = inventory.StorageInspection.objects.create(
        by=user(Role.MAINTAINER), warehouse=lying.place.warehouse, **ROOM_IN_ORDER
    )
    made.lines.create(
        **{
            "by": made.made_by,
            "batch": batch,
            "place": lying.place,
            "quantity": lying.quantity,
            "appearance": "normal",
            "packaging": "normal",
            "conclusion": "fit",
        }
        | values
    )
    return made


def recall(batch=None, kind="own", **values):
    """A recall of a batch; by default of one that is in the books only."""
    batch = batch or core.Batch.objects.create(
        by=user(), product=signed(product()), lot=f"R{next(serial)}"
    )
    made = quality.Recall(
        **{
            "kind": kind,
            "recall_class": "2",
            "initiator": "Maker",
            "reason": "漏液",
            "requirement": "take_back,destroy",
        }
        | values
    )
    made.save(by=user(Role.QUALITY_OFFICER))
    made.batches.create(by=made.made_by, batch=batch)
    return made


def recall_under_way(**values):
    made = recall(**values)
    made.submit(made.made_by)
    return made


def closed_recall(batch=None, **values):
    """A recall of a batch on the shelf, of which nothing was sold."""
    made = recall_under_way(batch=batch or stocked_batch(), **values)
    for whom in ("registrant", "province"):
        report = quality.RecallReport(whom=whom, note="fax 1")
        made.enter(user(Role.QUALITY_OFFICER), report)
    return sign_all(made)


def recall_release(of=None):
    grounds = "The maker found the lot to conform"
    return fill(quality.RecallRelease(recall=of or closed_recall(), grounds=grounds))


def sales_return(quantity=None, **values):
    zones()
    left = values.pop("review", None) or signed(outbound_review())
    own = {"quantity": quantity} if quantity else {}
    why = {"reason": "ordered too much"}
    return fill(inventory.SalesReturn(**{"review": left} | why | values), **own)


def nonconforming_record(**values):
    if not {*inventory.NonconformingRecord.follows, "expired"} & set(values):
        values["inspection"] = signed(incoming_inspection(rejected=10))
    return fill(inventory.NonconformingRecord(**values))


def purchase_return(**values):
    if not {"purchase", "nonconforming", "inspection"} & set(values):
        values["nonconforming"] = signed(nonconforming_record())
    values = {"reason": "nonconforming", "result": "refund"} | values
    return fill(inventory.PurchaseReturn(**values))


def destruction(**values):
    case = values.pop("nonconforming", None)
    case = case or signed(nonconforming_record(), disposal="destroy")
    how = {"site": "惠州", "method": "焚燒", "operator_unit": "惠州市環保處置中心"}
    how |= {"nonconforming": case, "operator": user(Role.STOREKEEPER)}
    return fill(quality.Destruction(**how | values))


def supplier_evaluation(party=None, **values):
    """The annual evaluation of a supplier, or of whom is given, with all its points."""
    made = quality.SupplierEvaluation(
        **{
            "party": party or approved_supplier(),
            "licence_valid": True,
            "quality_system": "In order",
            "grade": "A",
            "findings": "Nothing grave",
            "conclusion": "go_on",
        }
        | values
    )
    made = fill(made)
    attach(made, *(p.slot for p in made.papers if p.is_needed(made)))
    for line in made.lines.all():
        line.points = line.standard
        line.save(by=made.made_by)
    return made


def carrier(**values):
    """A carrier that may carry: evaluated, and under an agreement."""
    party = signed(supplier(kind="carrier", agreement_until=next_year()))
    signed(supplier_evaluation(party, **values))
    return core.Supplier.objects.get(pk=party.pk)


def veto(target=None, **values):
    """A veto of a batch on the shelf, or of something else."""
    made = quality.Veto(
        **{
            "ground": "other",
            "facts": "Licence forged",
            "measures": "stop_selling,seal",
            "deadline": today(),
            "department": "warehouse",
        }
        | values
    )
    target = target or stocked_batch()
    name = next(n for n, m in quality.TARGETS.items() if isinstance(target, m))
    setattr(made, name, target)
    return fill(made)


def veto_release(ruled=None):
    release = quality.VetoRelease(veto=ruled or signed(veto()), grounds="Cleared up")
    return fill(release)


def incident(**values):
    made = quality.Incident.objects.create(
        **{
            "by": user(Role.STOREKEEPER),
            "severity": "ordinary",
            "place": "Cold store",
            "description": "The door stood open for an hour",
            "occurred_at": timezone.now().replace(second=0, microsecond=0),
        }
        | values
    )
    made.lines.create(by=made.made_by, batch=some_batch(), quantity=5)
    return made


def near_expiry_report(batch=None):
    """The list of a month, with a batch that has sixty days left."""
    batch = batch or stocked_batch(expires_on=today() + dt.timedelta(days=60))
    lying = batch.balances.get(place__zone="qualified")
    made = inventory.NearExpiryReport.objects.create(by=user(Role.STOREKEEPER))
    made.lines.create(
        by=made.made_by,
        batch=batch,
        place=lying.place,
        quantity=lying.quantity,
        supplier=core.Supplier.objects.first(),
        inbound_on=today(),
        measure="promote",
    )
    return made


def stocktake(counted=100, batch=None, place=None, **values):
    """A sample count of one batch, of which the books have a hundred."""
    batch = batch or stocked_batch()
    place = place or batch.balances.get(place__zone="qualified").place
    made = inventory.Stocktake.objects.create(
        **{
            "by": user(Role.STOREKEEPER),
            "scope": "sample",
            "warehouse": place.warehouse,
        }
        | values
    )
    by = made.made_by
    made.lines.create(by=by, batch=batch, place=place, quantity=counted)
    return made


def transport_record(note=None, **values):
    """A note's goods on the way in the company's own van."""
    made = inventory.TransportRecord(
        **{
            "note": note or signed(delivery_note()),
            "transport_mode": "own",
            "vehicle_no": "粤A·8K316",
            "driver": user(Role.DRIVER),
            "shipped_at": timezone.now().replace(second=0, microsecond=0),
        }
        | values
    )
    return fill(made)


def late_transport():
    """A transport on its way, whose logger has read every twenty minutes only."""
    made = transport_record()
    made.submit(made.made_by)
    made.sign(user(Role.OUTBOUND_REVIEWER))
    made.attach(user(Role.DRIVER), "temp_file", logged(4, 5, minutes=20))
    return made


def logged(*temperatures, minutes=5, head="溫度(℃)", start=None):
    """The file of a logger that read every few minutes, by default from now on."""
    start = (start or timezone.localtime()).replace(tzinfo=None, second=0)
    rows = [
        f"{number},{start + dt.timedelta(minutes=minutes * number)},{each}"
        for number, each in enumerate(temperatures)
    ]
    text = "\n".join(["設備名稱,保溫箱3號", f"序號,時間,{head}", *rows])
    return SimpleUploadedFile("log.csv", text.encode("gb18030"))


def arrival(**values):
    """What is filled in when goods arrive."""
    said = {"arrived_at": timezone.now(), "arrival_temp": None, "abnormal": ""}
    return said | {"received_by": "收貨員 張"} | values


def customer_visit(**values):
    """A visit with an answered question, in good spirits if nothing else is said."""
    made = aftersales.CustomerVisit.objects.create(
        **{
            "by": user(Role.AFTERSALES_STAFF),
            "customer": values.pop("customer", None) or qualified_customer(),
            "visited_at": timezone.now().replace(second=0, microsecond=0),
            "channel": "telephone",
            "quality_opinion": "質量穩定",
            "delivery_opinion": "到貨及時",
            "service_opinion": "態度良好",
            "quality_score": 4,
            "delivery_score": 4,
            "service_score": 4,
        }
        | values
    )
    made.lines.create(by=made.made_by, question="是否滿意？", answer="滿意", score=4)
    return made


MAKERS = {
    aftersales.CustomerVisit: customer_visit,
    core.CompanyLicence: company_licence,
    core.WorkCalendar: work_calendar,
    core.Supplier: supplier,
    core.Product: product,
    core.Customer: customer,
    suppliers.FirstSupplierApproval: first_supplier_approval,
    suppliers.FirstProductApproval: first_product_approval,
    procurement.Contract: contract,
    procurement.Purchase: purchase,
    inventory.GoodsReceipt: goods_receipt,
    inventory.IncomingInspection: incoming_inspection,
    inventory.StockIn: stock_in,
    inventory.Equipment: equipment,
    inventory.EquipmentEntry: used_equipment,
    inventory.VehicleRule: vehicle_rule,
    core.Warehouse: room_with_climate,
    inventory.Sensor: sensor,
    inventory.Device: device,
    inventory.Reading: reading,
    inventory.ClimateEvent: climate_event,
    inventory.ClimateAssessment: climate_assessment,
    inventory.ClimateLog: climate_log,
    inventory.StorageInspection: storage_inspection,
    inventory.StorageLine: lambda: signed(storage_inspection()).lines.get(),
    inventory.NearExpiryReport: near_expiry_report,
    inventory.NearExpiryLine: lambda: signed(near_expiry_report()).lines.get(),
    inventory.Stocktake: stocktake,
    inventory.StocktakeLine: lambda: signed(stocktake()).lines.get(),
    inventory.TransportRecord: transport_record,
    inventory.TransportLine: lambda: transport_record().lines.get(),
    inventory.OutboundReview: outbound_review,
    inventory.DeliveryNote: delivery_note,
    quality.Calibration: calibration,
    quality.Recall: lambda: recall(kind="drill"),
    quality.RecallRelease: recall_release,
    quality.Destruction: destruction,
    inventory.SalesReturn: sales_return,
    inventory.NonconformingRecord: nonconforming_record,
    inventory.PurchaseReturn: purchase_return,
    sales.CustomerReview: customer_review,
    sales.SalesAuthorization: sales_authorization,
    sales.Sale: sale,
    quality.StopSale: stop_sale,
    quality.SupplierEvaluation: supplier_evaluation,
    quality.Veto: veto,
    quality.VetoRelease: veto_release,
    quality.Incident: incident,
    core.Hold: lambda: hold(stocked_batch()),
    core.SupplierCertificate: lambda: approved_supplier().certificates.last(),
    core.Agent: lambda: approved_supplier().agents.last(),
    core.Permit: lambda: qualified_customer().permits.last(),
    core.Batch: stocked_batch,
    core.Movement: lambda: some_batch().movements.first(),
    core.Balance: lambda: some_batch().balances.filter(quantity__gt=0).get(),
}


def one(model):
    """A draft of any kind of record, or a row of any model that is listed."""
    return MAKERS[model]()
