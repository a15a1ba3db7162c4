/** A file of customers with one fleet each, over which licences are spread. */
export function registerCsv(customers: number, licences: number, givenName = 'Alice'): string {
  const head = 'customerId,customerReference,customerName,fleetId,offer,licenceId,state,givenName,familyName,email';
  const rows = Array.from({ length: licences }, (_, number) => {
    const of = number % customers;
    const customer = `CUST-${of},ORG-${of},Company ${of},FLEET-${of},MBA-BACKUP-PRO`;
    return `${customer},US-${number},active,${givenName},Martin ${number},user${number}@example.com`;
  });
  return [head, ...rows, ''].join('\r\n');
}
