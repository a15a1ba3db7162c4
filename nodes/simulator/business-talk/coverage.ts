/** What can be had in a country. */
export interface Country {
  readonly iso2: string;
  readonly name: string;
  /** Calling code. */
  readonly countryCode: string;
  readonly covered: boolean;
  readonly zone?: string;
  readonly comment?: string;
}

const country = (iso2: string, name: string, countryCode: string, zone?: string, comment?: string): Country => ({
  iso2,
  name,
  countryCode,
  covered: zone !== undefined,
  ...(zone && { zone }),
  ...(comment && { comment }),
});

/** Invented, as to who is covered and who is not. */
export const coveredCountries: readonly Country[] = [
  country('AT', 'Austria', '43', 'Zone1'),
  country('AU', 'Australia', '61', 'Zone3'),
  country('BE', 'Belgium', '32', 'Zone1'),
  country('BR', 'Brazil', '55', 'Zone3', 'Outgoing calls only within the country'),
  country('CA', 'Canada', '1', 'Zone2'),
  country('CH', 'Switzerland', '41', 'Zone1'),
  country('CN', 'China', '86'),
  country('DE', 'Germany', '49', 'Zone1'),
  country('DK', 'Denmark', '45', 'Zone1'),
  country('EG', 'Egypt', '20'),
  country('ES', 'Spain', '34', 'Zone1'),
  country('FR', 'France', '33', 'Zone1'),
  country('GB', 'United Kingdom', '44', 'Zone1'),
  country('IN', 'India', '91', undefined, 'Licence requested'),
  country('IT', 'Italy', '39', 'Zone1'),
  country('JP', 'Japan', '81', 'Zone3'),
  country('KP', 'North Korea', '850'),
  country('NL', 'Netherlands', '31', 'Zone1'),
  country('PL', 'Poland', '48', 'Zone2'),
  country('SG', 'Singapore', '65', 'Zone3'),
  country('US', 'United States', '1', 'Zone2', 'Faxes are not supported'),
  country('ZA', 'South Africa', '27'),
];

/** A country as the API tells it; one name is misspelt there. */
export function coverageOf({ iso2, name, countryCode, covered, zone, comment = '' }: Country, misspelt: boolean) {
  const yes = (value: boolean) => (value ? 'Yes' : 'No');
  const analog = yes(covered && zone === 'Zone1');
  return {
    name,
    coverage: {
      businessTalkOnline: yes(covered),
      domesticEmergency: yes(covered),
      enquiryDB: yes(covered && zone !== 'Zone3'),
      nonGeographicDest: yes(covered),
      modemISDNCall: analog,
      faxISDNCall: analog,
      voiceISDNCall: yes(covered),
      modemAnalogCall: 'No',
      faxAnalogCall: analog,
      voiceAnalogCall: yes(covered),
      onnet: yes(covered),
      [misspelt ? 'offnetIntenationalDest' : 'offnetInternationalDest']: yes(covered && iso2 !== 'BR'),
      offnetDomesticDest: yes(covered),
      didNumber: yes(covered),
      comment,
      ...(zone && { didNumberZone: zone }),
    },
    iso2,
    countryCode,
  };
}
